// The worker that speaks for WebLLM, which computes in another one below it.
import { live } from "./living.js";
import { WebLLMEngine } from "./webllm.js";

live(new WebLLMEngine());

// The worker of wllama, which has another one below it for llama.cpp itself.
import { live } from "./living.js";
import { WllamaEngine } from "./wllama.js";

live(new WllamaEngine());

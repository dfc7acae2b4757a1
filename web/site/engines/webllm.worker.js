// The worker that speaks for WebLLM. Whoever starts it sends it one port, the engine's.
import { serve } from "./protocol.js";
import { WebLLMEngine } from "./webllm.js";

addEventListener("message", ({ ports: [port] }) => serve(port, new WebLLMEngine()), { once: true });

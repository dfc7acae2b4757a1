// The worker in which WebLLM computes. Its messages are WebLLM's own.
import { WebWorkerMLCEngineHandler } from "../vendor/web-llm/lib/index.js";

const handler = new WebWorkerMLCEngineHandler();
addEventListener("message", (event) => handler.onmessage(event));

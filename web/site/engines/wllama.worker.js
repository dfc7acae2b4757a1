// The worker of wllama. Whoever starts it sends it one port, the engine's.
import { serve } from "./protocol.js";
import { WllamaEngine } from "./wllama.js";

addEventListener("message", ({ ports: [port] }) => serve(port, new WllamaEngine()), { once: true });

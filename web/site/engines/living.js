// The life of an engine's worker: whoever starts it sends it a port to answer on, and the lock by which it sees that
// the worker is still there.
import { serve } from "./protocol.js";

/** @param {import("./protocol.js").Engine} engine */
export function live(engine) {
  const begin = (/** @type {MessageEvent} */ { data: lock, ports: [port] }) => {
    navigator.locks.request(lock, () => {
      self.postMessage("alive");
      return new Promise(() => {});
    });
    serve(port, engine);
  };
  addEventListener("message", begin, { once: true });
}

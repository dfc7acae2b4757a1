// A cell in a browser's worker: it starts Python, and then hears and says texts. In an origin that is nobody's a
// worker can't be a module, but it can import some.

addEventListener("message", start, { once: true });
addEventListener("messageerror", () => reportError("There is no memory left to start with."));

/** @param {MessageEvent} event */
async function start({ data: { wasm, stdlib, inside, memory } }) {
  Reflect.deleteProperty(globalThis, "importScripts"); // Pyodide would take it for a sign of no modules
  Reflect.deleteProperty(globalThis, "Worker"); // what goes on in others doesn't end with its call
  const { open } = await import("./open.js");
  const { hear, started } = open((text) => postMessage(text), wasm, stdlib, inside, memory);
  const { memory: made } = await started.catch((error) => (reportError(error), Promise.reject(error)));
  addEventListener("message", ({ data }) => hear(data));
  postMessage(made);
}

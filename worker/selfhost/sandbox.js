// The one worker of a process for tools: passes lines on to the isolates of those whose tools may share one, which it
// loads without a network and without a binding. Asked for nothing, it says whether it can go on.
import sources from "isolate.json";
import asm from "text/pyodide.asm.mjs";
import pyodide from "text/pyodide.mjs";
import wasm from "./pyodide.asm.wasm";
import stdlib from "./stdlib.zip";

/** @typedef {{ get: (name: string, load: () => object) => { getEntrypoint: () => { fetch: typeof fetch } } }} Loader */

const MOST = 8; // isolates, of which none is ever unloaded: then another process takes over
const CODE = {
  compatibilityDate: "2026-11-01",
  mainModule: "tools.js",
  modules: {
    ...Object.fromEntries(Object.entries(sources).map(([name, js]) => [name, { js }])),
    "pyodide.asm.mjs": { js: asm },
    "pyodide.asm.wasm": { wasm },
    "pyodide.mjs": { js: pyodide },
    "stdlib.zip": { data: stdlib },
  },
  env: {},
  globalOutbound: null,
};

/** @type {Set<string>} */
const loaded = new Set();

export default {
  /** @param {Request} request @param {{ LOADER: Loader }} env */
  async fetch(request, { LOADER }) {
    if (!request.headers.has("Upgrade"))
      return new Response(null, { status: loaded.size < MOST ? 204 : 503 });
    const key = new URL(request.url).pathname;
    loaded.add(key);
    return LOADER.get(key, () => CODE)
      .getEntrypoint()
      .fetch(request);
  },
};

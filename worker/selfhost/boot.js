// Starts npm's Pyodide as it is, from modules of this worker alone, where it would fetch. It must happen while the
// worker starts, where code may be generated.
import { replace } from "./disguise.js"; // before Pyodide

import createPyodideModule from "./pyodide.asm.mjs";
import wasm from "./pyodide.asm.wasm";
import { loadPyodide } from "./pyodide.mjs";
import stdlib from "./stdlib.zip";

/** Nothing is ever installed, but Pyodide wants a lock file of its own ABI. */
const NO_PACKAGES = /** @type {any} */ ({ info: { abi_version: "2026_0" }, packages: {} });

/**
 * @param {Record<string, string>} [env]  variables for Python
 * @param {Record<string, ArrayBuffer | Uint8Array>} [files]  what Python finds, by its path
 */
export async function boot(env = {}, files = {}) {
  const answer = { ok: true, arrayBuffer: async () => stdlib }; // a Response belongs to a request
  const restore = replace(globalThis, { fetch: async () => answer });
  const restoreWasm = replace(WebAssembly, {
    instantiateStreaming: async (
      /** @type {unknown} */ _response,
      /** @type {WebAssembly.Imports} */ imports,
    ) => ({
      module: wasm,
      instance: new WebAssembly.Instance(wasm, imports),
    }),
  });
  try {
    return await loadPyodide({
      createPyodideModule,
      indexURL: "file:///worker/",
      lockFileContents: NO_PACKAGES,
      env: { HOME: "/tmp", ...env },
      fsInit: async (/** @type {any} */ FS) => {
        for (const [path, bytes] of Object.entries(files)) {
          FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
          FS.writeFile(path, new Uint8Array(bytes), { canOwn: true });
        }
      },
    });
  } finally {
    restore();
    restoreWasm();
  }
}

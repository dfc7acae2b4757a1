// Starts Python in workerd, from the modules of this worker alone: npm's Pyodide as it is, our code, and the SDK
// that Cloudflare's own Python Workers use. All of it happens while the worker starts, where code may be generated.
import { replace, undisguise } from "./disguise.js"; // before Pyodide
import { lend, restoreEntropy } from "./entropy.js";

import * as sockets from "cloudflare:sockets";
import * as workers from "cloudflare:workers";
import app from "./app.zip";
import createPyodideModule from "./pyodide.asm.mjs";
import wasm from "./pyodide.asm.wasm";
import { loadPyodide } from "./pyodide.mjs";
import pydanticCore from "./pydantic_core.so";
import sdk from "./sdk.zip";
import site from "./site.zip";
import stdlib from "./stdlib.zip";

const ZIPS = { "/lib/app.zip": app, "/lib/sdk.zip": sdk, "/lib/site.zip": site };
const EXTENSIONS = { "pydantic_core._pydantic_core": "/lib/pydantic_core.so" };

/** Nothing is ever installed, but Pyodide wants a lock file of its own ABI. */
const NO_PACKAGES = /** @type {any} */ ({ info: { abi_version: "2026_0" }, packages: {} });

const pyodide = await start();
undisguise();
register();
const bridge = pyodide.pyimport("selfhost_bridge");
bridge.prepare(pyodide.toPy(EXTENSIONS));
lend(0);
/** The classes of entry.py, and how to use them: see selfhost_bridge.py. */
export const python = bridge.enter();
restoreEntropy();

/** Pyodide, answered from this worker's modules where it would fetch. */
async function start() {
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
      env: { HOME: "/tmp", PYTHONPATH: Object.keys(ZIPS).join(":"), PYDANTIC_DISABLE_PLUGINS: "__all__" },
      fsInit: async (/** @type {any} */ FS) => {
        for (const [path, bytes] of Object.entries({ ...ZIPS, "/lib/pydantic_core.so": pydanticCore })) {
          FS.writeFile(path, new Uint8Array(bytes), { canOwn: true });
        }
      },
    });
  } finally {
    restore();
    restoreWasm();
  }
}

/** The modules that Python code of a Worker finds on Cloudflare too. */
function register() {
  pyodide.registerJsModule("_cloudflare_compat_flags", Cloudflare.compatibilityFlags);
  pyodide.registerJsModule("_pyodide_entrypoint_helper", {
    cloudflareWorkersModule: workers,
    cloudflareSocketsModule: sockets,
    doAnImport: (/** @type {string} */ name) => import(name),
    patch_env_helper: patchEnv,
    patchWaitUntil,
  });
  pyodide.registerJsModule("_selfhost_entropy", { lend });
}

/** Other bindings until the generator ends. @param {Record<string, unknown>} bindings */
function* patchEnv(bindings) {
  const restore = replace(workers.env, bindings);
  try {
    yield;
  } finally {
    restore();
  }
}

/** Python's awaitables end with the call that passed them: keep a copy of each to its end. @param {any} ctx */
function patchWaitUntil(ctx) {
  const waitUntil = ctx.waitUntil.bind(ctx);
  ctx.waitUntil = (/** @type {any} */ promise) => waitUntil(promise.copy ? finish(promise.copy()) : promise);
}

/** @param {any} awaitable */
async function finish(awaitable) {
  try {
    await awaitable;
  } finally {
    awaitable.destroy();
  }
}

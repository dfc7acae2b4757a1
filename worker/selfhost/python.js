// Starts Python in workerd, from the modules of this worker alone: npm's Pyodide as it is, our code, and the SDK
// that Cloudflare's own Python Workers use. All of it happens while the worker starts, where code may be generated.
import { boot } from "./boot.js"; // before all others
import { replace, undisguise } from "./disguise.js";
import { lend, restoreEntropy } from "./entropy.js";

import * as sockets from "cloudflare:sockets";
import * as workers from "cloudflare:workers";
import app from "./app.zip";
import pydanticCore from "./pydantic_core.so";
import sdk from "./sdk.zip";
import site from "./site.zip";

const LIBRARY = "/lib/pydantic_core.so";
const ZIPS = { "/lib/app.zip": app, "/lib/sdk.zip": sdk, "/lib/site.zip": site };
const EXTENSIONS = { "pydantic_core._pydantic_core": LIBRARY };
const ENVIRONMENT = { PYTHONPATH: Object.keys(ZIPS).join(":"), PYDANTIC_DISABLE_PLUGINS: "__all__" };

const pyodide = await boot(ENVIRONMENT, { ...ZIPS, [LIBRARY]: pydanticCore });
undisguise();
register();
const bridge = pyodide.pyimport("selfhost_bridge");
bridge.prepare(pyodide.toPy(EXTENSIONS));
lend(0);
/** The classes of entry.py, and how to use them: see selfhost_bridge.py. */
export const python = bridge.enter();
restoreEntropy();

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

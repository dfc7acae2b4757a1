// Boots Pyodide in a worker. The first boot reads .pyc zips and keeps a snapshot of the memory it made;
// later boots restore that snapshot. Whatever goes wrong with a snapshot costs that snapshot, never the boot.
import { AT_ONCE, fetchPackages, placeAllLater, PYTHONPATH } from "./archives.js";
import { files, libraries, runtimeKey } from "./assets.js";
import { withFdatasync } from "./opfs.js";
import { dropSnapshots, findSnapshot, writeSnapshot } from "./snapshot.js";

/** @typedef {import("pyodide").PyodideInterface} Pyodide */
/** @typedef {import("./snapshot.js").Snapshot} Snapshot */
/** @typedef {(stage: string, fraction: number) => void} Report  A stage of the boot, and how much of it is done. */
/** @typedef {{ pyodide: Pyodide, restored: boolean, keep: () => Promise<void> }} Runtime */

const NOTHING = "data:,";

/** Nothing is ever installed, but Pyodide wants a lock file of its own ABI. */
const NO_PACKAGES = {
  info: {
    abi_version: "2026_0",
    arch: "wasm32",
    platform: "emscripten_5_0_3",
    python: "3.14.2",
    version: "",
  },
  packages: {},
};

const modules = Promise.all([import("./runtime/pyodide.mjs"), import("./runtime/pyodide.asm.mjs")]);
modules.catch(() => {}); // `load` says so

/**
 * @param {Report} report
 * @returns {Promise<Runtime>}  `keep` stores the snapshot for the next boot, where one was taken
 */
export async function boot(report) {
  const snapshot = await findSnapshot(runtimeKey);
  if (!snapshot) return start(report);
  try {
    return await restore(snapshot, report);
  } catch (error) {
    console.warn("The memory snapshot could not be restored; starting afresh.", error);
    snapshot.close();
    await dropSnapshots();
    return start(report);
  }
}

/** @param {Report} report @returns {Promise<Runtime>} */
async function start(report) {
  const pyodide = await counting(report, async () => {
    const packages = fetchPackages();
    packages.catch(() => {}); // `fsInit` says so
    const fsInit = async (/** @type {any} */ FS) => {
      (await packages)(FS);
      placeLibraries(FS);
    };
    const stdLibURL = import.meta.resolve("./runtime/stdlib.zip");
    return load({ _makeSnapshot: true, stdLibURL, fsInit, env: { PYTHONPATH } });
  });
  report("imports", 0);
  await callPython(pyodide, "prepare", libraries[0].path);
  const snapshot = snapshotOf(pyodide);
  const keep = async () => (snapshot ? writeSnapshot(runtimeKey, snapshot.head, snapshot.memory) : undefined);
  return { pyodide, restored: false, keep };
}

/** @param {Snapshot} snapshot @param {Report} report @returns {Promise<Runtime>} */
async function restore(snapshot, report) {
  report("snapshot", 0);
  const pyodide = await load({ _loadSnapshot: snapshot.head, stdLibURL: NOTHING }, async (module) => {
    placeAllLater(module.FS);
    if (module.HEAPU8.length < snapshot.size) module._emscripten_resize_heap(snapshot.size);
    snapshot.fill(module.HEAPU8);
    snapshot.close();
  });
  await callPython(pyodide, "wake");
  return { pyodide, restored: true, keep: async () => {} };
}

/** Pyodide's snapshot is a head, the second word of which is its size, and the memory. @param {Pyodide} pyodide */
function snapshotOf(pyodide) {
  try {
    /** @type {Uint8Array<ArrayBuffer>} */
    const bytes = /** @type {any} */ (pyodide).makeMemorySnapshot();
    const [, headSize] = new Uint32Array(bytes.buffer, bytes.byteOffset, 2);
    return { head: bytes.subarray(0, headSize), memory: bytes.subarray(headSize) };
  } catch (error) {
    console.warn("No snapshot could be made; the next start will be slower.", error);
    return null;
  }
}

/** @param {Pyodide} pyodide @param {"prepare" | "wake"} name @param {string[]} args */
async function callPython(pyodide, name, ...args) {
  const module = pyodide.pyimport("lettawasm.hosts.snapshot");
  await module[name](...args);
  module.destroy(); // a snapshot may hold no proxy
}

/**
 * @param {Record<string, unknown>} options
 * @param {(module: any) => Promise<void>} [onModule]  done when WebAssembly is ready, before Python starts
 */
export async function load(options, onModule = async () => {}) {
  const [{ loadPyodide }, { default: createPyodideModule }] = await modules;
  const factory = withFdatasync(withLibraries(createPyodideModule));
  return loadPyodide(
    /** @type {any} */ ({
      indexURL: import.meta.resolve("./runtime/"),
      packageBaseUrl: import.meta.resolve("./runtime/"),
      lockFileContents: NO_PACKAGES,
      createPyodideModule: async (/** @type {any} */ settings) => {
        const module = await factory(settings);
        await onModule(module);
        return module;
      },
      ...options,
    }),
  );
}

/**
 * Load the side modules before Python starts, so that a snapshot finds them where they were when it was made.
 * @param {(settings: any) => Promise<any>} createPyodideModule
 */
function withLibraries(createPyodideModule) {
  return (/** @type {any} */ settings) => {
    const { locateFile } = settings;
    settings.dynamicLibraries = libraries.map(({ path }) => path);
    settings.locateFile = (/** @type {string} */ path) => {
      const library = libraries.find((each) => each.path === path);
      return library ? import.meta.resolve(`./${library.url}`) : locateFile(path);
    };
    return createPyodideModule(settings);
  };
}

/** They are loaded already; Python only wants to see a file. @param {any} FS */
export function placeLibraries(FS) {
  for (const { path } of libraries) {
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, new Uint8Array(4));
  }
}

/**
 * Run `work`, reporting how much of the runtime its fetches have read.
 * @template T
 * @param {Report} report
 * @param {() => Promise<T>} work
 */
async function counting(report, work) {
  const { fetch } = globalThis;
  const wanted = Object.entries(files).filter(
    ([path]) => AT_ONCE.includes(path) || /^runtime\/.*\.(wasm|so)$/.test(path),
  );
  const total = wanted.reduce((sum, [, { size }]) => sum + size, 0);
  let seen = 0;
  let told = 0;
  const count = () =>
    new TransformStream({
      transform(/** @type {Uint8Array} */ chunk, controller) {
        seen += chunk.length;
        const fraction = Math.min(1, seen / total);
        if (fraction - told >= 0.01) report("download", (told = fraction));
        controller.enqueue(chunk);
      },
    });
  globalThis.fetch = async (...args) => {
    const response = await fetch(...args);
    if (!response.body) return response;
    const { status, headers } = response;
    return new Response(response.body.pipeThrough(count()), { status, headers });
  };
  try {
    return await work();
  } finally {
    globalThis.fetch = fetch;
  }
}

// Python in a cell: Pyodide from bytes that were handed in, since nothing can be fetched here. It starts from the
// memory that an earlier start has left; a start without one makes it.
import createPyodideModule from "./pyodide.asm.mjs";
import { loadPyodide } from "./pyodide.mjs";

/**
 * @typedef {object} Parts
 * @property {Uint8Array<ArrayBuffer>} wasm
 * @property {Record<string, string>} inside  our own Python, by file name
 * @property {Uint8Array<ArrayBuffer> | null} memory
 */

const PLACE = "file:///cell/"; // where Pyodide believes to be
const FOLDER = "/lib/inside";
const PACKAGE = "lettawasm_sandbox";
const MOST_MEMORY = 512 * 1024 * 1024; // bytes; then Python has a MemoryError

/** Nothing is ever installed, but Pyodide wants a lock file of its own ABI. */
const NO_PACKAGES = /** @type {any} */ ({ info: { abi_version: "2026_0" }, packages: {} });

/**
 * @param {Parts} parts
 * @returns {Promise<{ run: (job: string) => Promise<string>, memory: Uint8Array<ArrayBuffer> | null }>}
 *   `memory` is what the next start may begin with, where this one had to begin from nothing
 */
export async function startPython(parts) {
  const undo = handing(await WebAssembly.compile(parts.wasm));
  const pyodide = await load(parts).finally(undo);
  const end = endOf(pyodide);
  if (!parts.memory) pyodide.pyimport(`${PACKAGE}.runner`).destroy(); // a snapshot may hold no proxy
  const memory = parts.memory ? null : /** @type {any} */ (pyodide).makeMemorySnapshot();
  const runner = pyodide.pyimport(`${PACKAGE}.runner`);
  runner.wake();
  await runner.rehearse();
  return { run: (job) => Promise.race([runner.run(job), end]), memory };
}

/** Rejects should Python come to its end, of which no call of it hears. @param {any} pyodide @returns {Promise<never>} */
function endOf(pyodide) {
  const end = /** @type {Promise<never>} */ (
    new Promise((_, reject) => {
      pyodide._api.on_fatal = reject;
      pyodide._module.onExit = reject;
    })
  );
  end.catch(() => {});
  return end;
}

/** @param {Parts} parts */
function load({ inside, memory }) {
  const fsInit = async (/** @type {any} */ FS) => {
    FS.mkdirTree(`${FOLDER}/${PACKAGE}`);
    for (const [name, text] of Object.entries(inside)) FS.writeFile(`${FOLDER}/${PACKAGE}/${name}`, text);
  };
  const head = memory && new Uint32Array(memory.buffer, memory.byteOffset, 2)[1]; // bytes
  return loadPyodide({
    indexURL: PLACE,
    packageBaseUrl: PLACE,
    stdLibURL: `${PLACE}stdlib.zip`,
    lockFileContents: NO_PACKAGES,
    env: { PYTHONPATH: FOLDER },
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
    fsInit,
    createPyodideModule: async (/** @type {any} */ settings) => {
      const module = await createPyodideModule(bounded(settings));
      if (memory && head) fill(module, memory.subarray(head));
      return module;
    },
    ...(memory && head ? { _loadSnapshot: memory.slice(0, head) } : { _makeSnapshot: true }),
  });
}

/** @param {any} module @param {Uint8Array} memory */
function fill(module, memory) {
  if (module.HEAPU8.length < memory.length) module._emscripten_resize_heap(memory.length);
  module.HEAPU8.set(memory);
}

/** Refuse memory beyond the bound, which Python can live with. @param {any} settings */
function bounded(settings) {
  const { instantiateWasm } = settings;
  settings.instantiateWasm = (/** @type {any} */ imports, /** @type {any} */ done) => {
    const grow = imports.env.emscripten_resize_heap;
    imports.env.emscripten_resize_heap = (/** @type {number} */ size) =>
      size >>> 0 > MOST_MEMORY ? 0 : grow(size);
    return instantiateWasm(imports, done);
  };
  return settings;
}

/** Hand Pyodide this module while it starts. The result undoes that. @param {WebAssembly.Module} module */
function handing(module) {
  const before = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module,
    instance: await WebAssembly.instantiate(module, imports),
  });
  return () => void (WebAssembly.instantiateStreaming = before);
}

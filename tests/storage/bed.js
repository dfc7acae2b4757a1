// Boots Pyodide, as npm ships it, on the product's own file system. A program reaches whoever runs it through
// the Python module `bed`.

import createPyodideModule from "../../web/node_modules/pyodide/pyodide.asm.mjs";
import { loadPyodide } from "../../web/node_modules/pyodide/pyodide.mjs";
import { opfsFileSystem, withFdatasync } from "../../web/site/opfs.js";

/** What a bed opens before it mounts: all that SQLite ever asks for. */
export const FILES = ["space.db", "space.db-journal", "space.db-wal"];

/**
 * @param {object} options
 * @param {ArrayBuffer} options.archive a zip of the Python source to run
 * @param {Map<string, import("../../web/site/opfs.js").SyncHandle>} options.files
 * @param {boolean} [options.fdatasync] false leaves Emscripten's empty stub in place
 */
export async function bootPython({ archive, files, fdatasync = true }) {
  const python = await loadPyodide({
    createPyodideModule: fdatasync ? withFdatasync(createPyodideModule) : createPyodideModule,
  });
  python.unpackArchive(archive, "zip", { extractDir: "/source" });
  python.pyimport("sys").path.append("/source");
  python.FS.mkdirTree("/opfs");
  python.FS.mount(opfsFileSystem(python.FS, files), {}, "/opfs");
  return python;
}

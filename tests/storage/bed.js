// Boots Pyodide, as npm ships it, on the product's own file system, and runs one of `programs/` in it. The
// program reaches whoever runs it through the Python module `bed`.

import createPyodideModule from "../../web/node_modules/pyodide/pyodide.asm.mjs";
import { loadPyodide } from "../../web/node_modules/pyodide/pyodide.mjs";
import { opfsFileSystem, withFdatasync } from "../../web/site/opfs.js";

/** What every bed opens before it mounts: all that SQLite ever asks for. */
export const FILES = ["space.db", "space.db-journal", "space.db-wal"];

/**
 * @param {object} options
 * @param {string} options.program
 * @param {ArrayBuffer} options.archive a zip of the Python it needs
 * @param {Map<string, import("../../web/site/opfs.js").SyncHandle>} options.files
 * @param {Record<string, unknown>} options.bed
 * @param {boolean} [options.fdatasync] false leaves Emscripten's empty stub in place
 */
export async function runProgram({ program, archive, files, bed, fdatasync = true }) {
  const python = await loadPyodide({
    createPyodideModule: fdatasync ? withFdatasync(createPyodideModule) : createPyodideModule,
  });
  python.unpackArchive(archive, "zip", { extractDir: "/source" });
  python.pyimport("sys").path.append("/source");
  python.FS.mkdirTree("/opfs");
  python.FS.mount(opfsFileSystem(python.FS, files), {}, "/opfs");
  python.registerJsModule("bed", bed);
  python.pyimport(`tests.storage.programs.${program}`).main();
}

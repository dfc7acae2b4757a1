// The Python that PyScript runs: the site's own, with all of lettawasm in it, where PyScript would fetch another.
import { fetchPackages, PYTHONPATH } from "../archives.js";
import { libraries } from "../assets.js";
import { load, placeLibraries } from "../runtime.js";

export { version } from "../runtime/pyodide.mjs";

const LATE = { url: "../runtime/late.zip", path: "/lib/late.zip" };

/** @typedef {{ stdout: (text: string) => void, stderr: (text: string) => void }} Output */

/** What PyScript takes for Pyodide's own. PyScript keeps a failure to itself, so it is told here. @param {Output} output */
export async function loadPyodide(output) {
  try {
    return await start(output);
  } catch (error) {
    /** @type {any} */ (globalThis).workbench.fail(error);
    throw error;
  }
}

/** @param {Output} output */
async function start({ stdout, stderr }) {
  const [place, late] = await Promise.all([fetchPackages(), fetchLate()]);
  const fsInit = async (/** @type {any} */ FS) => {
    place(FS);
    placeLibraries(FS);
    FS.unlink(LATE.path); // it would be fetched where Python waits, and a page may not do that
    FS.writeFile(LATE.path, late);
  };
  const stdLibURL = import.meta.resolve("../runtime/stdlib.zip");
  const pyodide = await load({ stdLibURL, fsInit, env: { PYTHONPATH }, stdout, stderr });
  pyodide.pyimport("lettawasm.hosts.snapshot").open_packages(libraries[0].path);
  return pyodide;
}

async function fetchLate() {
  const response = await fetch(import.meta.resolve(LATE.url));
  if (!response.ok) throw new Error(`${LATE.url} could not be fetched (HTTP ${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

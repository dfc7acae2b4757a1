// The Python that PyScript runs: the site's own, with all of lettawasm in it, where PyScript would fetch another.
import { fetchPackages, PYTHONPATH } from "../archives.js";
import { libraries } from "../assets.js";
import { load, placeLibraries } from "../runtime.js";

export { version } from "../runtime/pyodide.mjs";

const LATE = { url: "../runtime/late.zip", path: "/lib/late.zip" };

/** What PyScript takes for Pyodide's own. @param {{ stdout: (text: string) => void, stderr: (text: string) => void }} output */
export async function loadPyodide({ stdout, stderr }) {
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

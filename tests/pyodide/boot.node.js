// Boots the built site's runtime under Node, much as the browser boots it, and runs a Python file in it.
// Usage: node boot.node.js <dist/site> <file.py>
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

const ARCHIVES = ["site.zip", "app.zip"];
const LATE = "late.zip";
const [site, program] = process.argv.slice(2).map((path) => resolve(path));

try {
  const { libraries } = await import(join(site, "assets.js"));
  const python = await boot(libraries);
  python.pyimport("lettawasm.hosts.snapshot").prepare(libraries[0].path);
  await python.runPythonAsync(await readFile(program, "utf8"), { filename: basename(program) });
} catch (error) {
  console.error(error.message); // uncaught, Node would print a megabyte of Pyodide's source with it
  process.exitCode = 1;
}

async function boot(libraries) {
  const { loadPyodide } = await import(join(site, "runtime/pyodide.mjs"));
  return loadPyodide({
    stdLibURL: join(site, "runtime/stdlib.zip"),
    lockFileContents: { info: { abi_version: "2026_0" }, packages: {} }, // nothing is ever installed
    env: { HOME: "/home/pyodide", PYTHONPATH: ARCHIVES.map((name) => `/lib/${name}`).join(":") },
    fsInit: async (FS) => {
      for (const name of [...ARCHIVES, LATE])
        FS.writeFile(`/lib/${name}`, await readFile(join(site, "runtime", name)));
      for (const { path, url } of libraries) {
        FS.mkdirTree(dirname(path));
        FS.writeFile(path, await readFile(join(site, url)));
      }
    },
  });
}

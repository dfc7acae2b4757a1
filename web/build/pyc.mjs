// Runs pyc.py in Pyodide, whose bytecode the site serves, with the project's folder mounted at /project.
// Usage: node pyc.mjs <project folder> <plan as JSON>; pyc.py says what a plan is.
import { readFile } from "node:fs/promises";
import { loadPyodide } from "pyodide";

const [project, plan] = process.argv.slice(2);
try {
  // Without a fixed hash seed the same sources could compile to other bytes.
  const python = await loadPyodide({ env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" } });
  python.mountNodeFS("/project", project);
  python.globals.set("plan", plan);
  python.runPython(await readFile(new URL("pyc.py", import.meta.url), "utf8"));
} catch (error) {
  console.error(error.message); // uncaught, Node would print a megabyte of Pyodide's source with it
  process.exitCode = 1;
}

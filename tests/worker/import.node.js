// Imports modules in Pyodide from a folder of packages, as a Python Worker does.
// Usage: node import.node.js <npm's pyodide> <folder> <module>...
const [pyodide, folder, ...modules] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(`${pyodide}/pyodide.mjs`);
  const python = await loadPyodide({
    env: { HOME: "/home/pyodide", PYTHONPATH: "/packages" },
    fsInit: async (FS) => {
      FS.mkdir("/packages");
      FS.mount(FS.filesystems.NODEFS, { root: folder }, "/packages");
    },
  });
  for (const name of modules) python.pyimport(name);
} catch (error) {
  console.error(error.message); // uncaught, Node would print a megabyte of Pyodide's source with it
  process.exitCode = 1;
}

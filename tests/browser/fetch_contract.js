// Boots the built site's Python in the page and gives what `main` of the program returns.
async ({ program, args }) => {
  const archives = ["site.zip", "app.zip", "late.zip"]; // the last one is read by who asks for what is in it
  const bytes = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const { libraries } = await import(new URL("assets.js", location.href));
  const { loadPyodide } = await import(new URL("runtime/pyodide.mjs", location.href));
  const python = await loadPyodide({
    stdLibURL: new URL("runtime/stdlib.zip", location.href).href,
    lockFileContents: { info: { abi_version: "2026_0" }, packages: {} },
    env: { HOME: "/home/pyodide", PYTHONPATH: archives.map((name) => `/lib/${name}`).join(":") },
    fsInit: async (FS) => {
      for (const name of archives) FS.writeFile(`/lib/${name}`, await bytes(`runtime/${name}`));
      for (const { path, url } of libraries) {
        FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
        FS.writeFile(path, await bytes(url));
      }
    },
  });
  python.runPython(program);
  return python.globals.get("main")(...args);
};

// Boots the site's Python with filled spaces on OPFS, as the host worker does, and lets memory.py measure there.
import { openFiles, opfsFileSystem } from "./opfs.js";
import { boot } from "./runtime.js";

const DATABASES = ["small.db", "large.db"];
const MOUNT = "/data";

/** @param {unknown} value */
const end = (value) => fetch("/said/ended", { method: "POST", body: JSON.stringify(value) });

/** Each space lies in one file. */
async function placeSpaces() {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("bench", { create: true });
  for (const name of DATABASES) {
    const file = await folder.getFileHandle(name, { create: true });
    const { body } = await fetch(`/${name}`);
    await body?.pipeTo(await file.createWritable());
  }
  return openFiles(
    folder,
    DATABASES.flatMap((name) => ["", "-wal", "-journal"].map((suffix) => name + suffix)),
  );
}

try {
  const files = await placeSpaces();
  const { pyodide } = await boot(() => {});
  const { FS } = /** @type {any} */ (pyodide);
  FS.mkdirTree(MOUNT);
  FS.mount(opfsFileSystem(FS, files), {}, MOUNT);
  await pyodide.runPythonAsync(await (await fetch("/tests/bench/memory.py")).text());
  const main = pyodide.globals.get("main");
  end({ measured: JSON.parse(await main(MOUNT)) });
} catch (error) {
  end({ error: String(error) });
}

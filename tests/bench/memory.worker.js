// Boots the site's Python with a filled space on OPFS, as the host worker does, and lets memory.py measure there.
import { openFiles, opfsFileSystem } from "./opfs.js";
import { boot } from "./runtime.js";

const DATABASE = "space.db";
const MOUNT = "/data";

/** @param {unknown} value */
const end = (value) => fetch("/said/ended", { method: "POST", body: JSON.stringify(value) });

/** The space lies in one file. */
async function placeSpace() {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("bench", { create: true });
  const file = await folder.getFileHandle(DATABASE, { create: true });
  const { body } = await fetch(`/${DATABASE}`);
  await body?.pipeTo(await file.createWritable());
  return openFiles(
    folder,
    ["", "-wal", "-journal"].map((suffix) => DATABASE + suffix),
  );
}

try {
  const files = await placeSpace();
  const { pyodide } = await boot(() => {});
  const { FS } = /** @type {any} */ (pyodide);
  FS.mkdirTree(MOUNT);
  FS.mount(opfsFileSystem(FS, files), {}, MOUNT);
  await pyodide.runPythonAsync(await (await fetch("/tests/bench/memory.py")).text());
  const main = pyodide.globals.get("main");
  end({ measured: JSON.parse(await main(`${MOUNT}/${DATABASE}`)) });
} catch (error) {
  end({ error: String(error) });
}

// Runs one of `programs/` in Pyodide under Node, on the product's file system over a disk in memory:
//   node bed.node.js '{"program": "commits", "count": 300, "log": "/tmp/log", "fdatasync": true}'
// What the program reports goes to stdout; the disk's log, if asked for, to `log`.json and `log`.bin.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import createPyodideModule from "../../web/node_modules/pyodide/pyodide.asm.mjs";
import { loadPyodide } from "../../web/node_modules/pyodide/pyodide.mjs";
import { opfsFileSystem, withFdatasync } from "../../web/site/opfs.js";
import { MemoryDisk } from "./memory_disk.js";

const options = JSON.parse(process.argv[2]);
const disk = new MemoryDisk(["space.db", "space.db-journal", "space.db-wal"]);
console.error = () => {}; // the file system tells of every error, and some programs cause them

const python = await loadPyodide({
  createPyodideModule: options.fdatasync === false ? createPyodideModule : withFdatasync(createPyodideModule),
  env: { PYTHONPATH: "/repository", PYTHONDONTWRITEBYTECODE: "1" },
  fsInit: async (fs) => fs.mkdirTree("/repository"),
});
python.mountNodeFS("/repository", fileURLToPath(new URL("../..", import.meta.url)));
python.FS.mkdirTree("/opfs");
python.FS.mount(opfsFileSystem(python.FS, disk.files), {}, "/opfs");
python.registerJsModule("bed", {
  count: options.count,
  acknowledge: (n) => disk.mark(n),
  limit: (more) => {
    const used = [...disk.files.values()].reduce((sum, file) => sum + file.getSize(), 0);
    disk.room = used + more;
  },
  report: (text) => process.stdout.write(`${text}\n`),
});
python.pyimport(`tests.storage.programs.${options.program}`).main();

if (options.log) {
  writeFileSync(`${options.log}.json`, JSON.stringify(disk.log));
  writeFileSync(`${options.log}.bin`, Buffer.concat(disk.written));
}
process.exit(0); // Pyodide keeps Node's event loop alive

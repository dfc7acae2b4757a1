// The bed under Node: a disk in memory. `node bed.node.js OPTIONS`, a JSON object with `program`, `archive`
// and what the program asks of its bed; reports go to stdout, the disk's log, if asked for, to files.

import { readFileSync, writeFileSync } from "node:fs";
import { FILES, bootPython } from "./bed.js";
import { MemoryDisk } from "./memory_disk.js";

const options = JSON.parse(process.argv[2]);
const disk = new MemoryDisk(FILES);
console.error = () => {}; // the file system tells of every error, and some programs mean to cause them

process.on("uncaughtException", (error) => {
  process.stderr.write(String(error)); // without the line of source, which is all of Pyodide
  process.exit(1);
});

const python = await bootPython({
  archive: Uint8Array.from(readFileSync(options.archive)).buffer,
  files: disk.files,
  fdatasync: options.fdatasync,
});
python.registerJsModule("bed", {
  count: options.count,
  acknowledge: (/** @type {number} */ n) => disk.mark(n),
  leaveRoomFor: (/** @type {number} */ bytes) => disk.leaveRoomFor(bytes),
  report: (/** @type {string} */ text) => process.stdout.write(`${text}\n`),
});
python.pyimport(`tests.storage.programs.${options.program}`).main();

if (options.log) {
  writeFileSync(`${options.log}.json`, JSON.stringify(disk.log));
  writeFileSync(`${options.log}.bin`, Buffer.concat(disk.written));
}
process.exit(0); // Pyodide keeps Node's event loop alive

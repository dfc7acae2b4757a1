// The file system over sync access handles, in Pyodide's own FS but below SQLite, and how files are opened.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { loadPyodide } from "../../web/node_modules/pyodide/pyodide.mjs";
import { closeFiles, openFiles, opfsFileSystem, withFdatasync } from "../../web/site/opfs.js";
import { MemoryDisk } from "./memory_disk.js";

const [EIO, ENOENT, ENOSPC, EPERM] = [29, 44, 51, 63];
const { FS } = await loadPyodide();
FS.mkdirTree("/opfs");
console.error = () => {}; // errors are told there too

/** @type {Map<string, any>} */
let files;

beforeEach(() => {
  files = new MemoryDisk(["space.db", "space.db-wal"]).files;
  FS.mount(opfsFileSystem(FS, files), {}, "/opfs");
});

afterEach(() => FS.unmount("/opfs"));

/** @param {number} errno @param {() => unknown} act */
const refuses = (errno, act) => assert.throws(act, (/** @type {any} */ error) => error.errno === errno);

test("what is written can be read, at any place", () => {
  FS.writeFile("/opfs/space.db", "hello world");
  const file = FS.open("/opfs/space.db", "r+");
  FS.write(file, new TextEncoder().encode("WORLD!"), 0, 6, 6);
  FS.llseek(file, -6, 2);
  const bytes = new Uint8Array(100);
  const length = FS.read(file, bytes, 0, 100);
  FS.close(file);
  assert.equal(new TextDecoder().decode(bytes.subarray(0, length)), "WORLD!");
  assert.equal(FS.stat("/opfs/space.db").size, 12);
});

test("a file exists once it was created, or had bytes when it was mounted", () => {
  refuses(ENOENT, () => FS.stat("/opfs/space.db"));
  FS.close(FS.open("/opfs/space.db", "w"));
  assert.equal(FS.stat("/opfs/space.db").size, 0);
  FS.writeFile("/opfs/space.db-wal", "bytes");
  FS.unmount("/opfs");
  FS.mount(opfsFileSystem(FS, files), {}, "/opfs");
  assert.deepEqual(FS.readdir("/opfs"), [".", "..", "space.db-wal"]);
});

test("a deleted file is gone, and empty when it comes back", () => {
  FS.writeFile("/opfs/space.db-wal", "bytes");
  FS.unlink("/opfs/space.db-wal");
  refuses(ENOENT, () => FS.open("/opfs/space.db-wal", "r"));
  assert.equal(files.get("space.db-wal").getSize(), 0);
  FS.close(FS.open("/opfs/space.db-wal", "w+"));
  assert.equal(FS.stat("/opfs/space.db-wal").size, 0);
});

test("there are no other names, no folders and no renaming", () => {
  refuses(EPERM, () => FS.open("/opfs/other.db", "w"));
  refuses(EPERM, () => FS.mkdir("/opfs/space.db"));
  FS.writeFile("/opfs/space.db", "bytes");
  refuses(EPERM, () => FS.rename("/opfs/space.db", "/opfs/space.db-wal"));
});

const failures = {
  "a full disk": { error: new DOMException("full", "QuotaExceededError"), errno: ENOSPC },
  "a closed handle": { error: new DOMException("closed", "InvalidStateError"), errno: EIO },
  "anything else": { error: "not even an error", errno: EIO },
};

for (const [name, { error, errno }] of Object.entries(failures)) {
  test(`${name} is an error number in every operation`, () => {
    FS.writeFile("/opfs/space.db", "bytes");
    const file = /** @type {any} */ (FS.open("/opfs/space.db", "r+"));
    const fail = () => {
      throw error;
    };
    Object.assign(files.get("space.db"), {
      getSize: fail,
      read: fail,
      write: fail,
      truncate: fail,
      flush: fail,
    });
    const bytes = new Uint8Array(5);
    refuses(errno, () => FS.read(file, bytes, 0, 5, 0));
    refuses(errno, () => FS.write(file, bytes, 0, 5, 0));
    refuses(errno, () => file.stream_ops.fsync(file));
    refuses(errno, () => FS.llseek(file, 0, 2));
    refuses(errno, () => FS.truncate("/opfs/space.db", 1));
    refuses(errno, () => FS.stat("/opfs/space.db"));
    refuses(errno, () => FS.unlink("/opfs/space.db"));
  });
}

test("a write that is cut short is a full disk", () => {
  FS.writeFile("/opfs/space.db", "bytes");
  const file = FS.open("/opfs/space.db", "r+");
  files.get("space.db").write = () => 2;
  refuses(ENOSPC, () => FS.write(file, new Uint8Array(5), 0, 5, 0));
});

test("a Pyodide without the stub that we replace is refused", async () => {
  /** @param {any} settings */
  const factory = async (settings) =>
    settings.instantiateWasm({ env: {}, wasi_snapshot_preview1: {} }, () => {});
  await assert.rejects(withFdatasync(factory)({ instantiateWasm: () => {} }), /cannot sync/);
});

/** A directory whose file `busy` is held by someone else for the first so many times it is asked for. */
class BusyDirectory {
  /** @type {string[]} */
  open = [];

  /** @param {string} busy @param {number} times @param {string} kind */
  constructor(busy, times, kind = "NoModificationAllowedError") {
    Object.assign(this, { busy, times, kind });
  }

  /** @param {string} name */
  async getFileHandle(name) {
    return { createSyncAccessHandle: async () => this.access(name) };
  }

  /** @this {any} @param {string} name */
  access(name) {
    if (name === this.busy && this.times-- > 0) throw new DOMException("busy", this.kind);
    this.open.push(name);
    return { close: () => this.open.splice(this.open.indexOf(name), 1) };
  }
}

/** @param {BusyDirectory} directory @param {number} patience */
const open = (directory, patience) => openFiles(/** @type {any} */ (directory), ["a", "b"], { patience });

test("a file that is still held is asked for again", async () => {
  const directory = new BusyDirectory("b", 3);
  const opened = await open(directory, 60_000);
  assert.deepEqual([...opened.keys()].sort(), ["a", "b"]);
  closeFiles(opened);
  assert.deepEqual(directory.open, []);
});

test("a file that stays held fails the opening, and the others are let go", async () => {
  const directory = new BusyDirectory("b", Infinity);
  await assert.rejects(open(directory, 50), { name: "NoModificationAllowedError" });
  assert.deepEqual(directory.open, []);
});

test("any other failure is not waited for", async () => {
  const directory = new BusyDirectory("b", Infinity, "SecurityError");
  await assert.rejects(open(directory, 60_000), { name: "SecurityError" });
  assert.deepEqual(directory.open, []);
});

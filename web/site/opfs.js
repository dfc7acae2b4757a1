// Files on OPFS for Emscripten's synchronous file system, so that Python's own sqlite3 keeps its database
// there. Opening a file is asynchronous and everything after it is synchronous, so every file is opened
// before the mount: a flat directory with a fixed set of names. A file of no bytes that nobody created
// since the mount does not exist, which is all that SQLite asks of a journal it deleted.

/// <reference types="emscripten" />
/** @typedef {typeof FS} EmscriptenFS */
/** @typedef {FS.FSNode & { handle: SyncHandle }} FileNode */
/** @typedef {FS.FSStream & { node: FileNode }} FileStream */
/** @typedef {(stream: FileStream, bytes: Uint8Array, offset: number, length: number, at: number) => number} Transfer */
/** @typedef {(imports: any, receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void) => void} Instantiate */

/**
 * What is used of a FileSystemSyncAccessHandle.
 * @typedef {object} SyncHandle
 * @property {() => number} getSize
 * @property {(into: Uint8Array, options: { at: number }) => number} read
 * @property {(from: Uint8Array, options: { at: number }) => number} write
 * @property {(size: number) => void} truncate
 * @property {() => void} flush
 * @property {() => void} close
 */

/** Emscripten's (WASI's) error numbers. */
const ERRNO = { EINVAL: 28, EIO: 29, ENOENT: 44, ENOSPC: 51, EPERM: 63 };
const DIRECTORY = 0o040777;
const BLOCK = 4096;

/**
 * Opens every file, creating what is missing: all of them, or none. A host that dies lets go of its files
 * a little after its lock, so a busy file is asked for again until `patience` milliseconds have passed.
 * @param {FileSystemDirectoryHandle} directory
 * @param {string[]} names
 * @param {{ patience?: number }} [options]
 * @returns {Promise<Map<string, SyncHandle>>}
 */
export async function openFiles(directory, names, { patience = 10_000 } = {}) {
  const deadline = performance.now() + patience;
  const files = new Map();
  const outcomes = await Promise.allSettled(
    names.map(async (name) => files.set(name, await openFile(directory, name, deadline))),
  );
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure) {
    closeFiles(files);
    throw failure.reason;
  }
  return files;
}

/**
 * @param {FileSystemDirectoryHandle} directory
 * @param {string} name
 * @param {number} deadline
 * @returns {Promise<SyncHandle>}
 */
async function openFile(directory, name, deadline) {
  const file = /** @type {any} */ (await directory.getFileHandle(name, { create: true })); // only workers can open
  for (;;) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      if (nameOf(error) !== "NoModificationAllowedError" || performance.now() > deadline) throw error;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }
}

/** Lets go of every file. @param {Map<string, SyncHandle>} files */
export function closeFiles(files) {
  for (const handle of files.values()) handle.close();
}

/**
 * A file system type for `FS.mount`. No JavaScript exception may leave it, since that is fatal to Pyodide:
 * all of them become error numbers, which SQLite knows how to live with.
 * @param {EmscriptenFS} fs
 * @param {Map<string, SyncHandle>} files
 * @returns {Emscripten.FileSystemType}
 */
export function opfsFileSystem(fs, files) {
  const existing = new Set([...files.keys()].filter((name) => fileOf(name).getSize() > 0));
  const since = new Date();

  /** @param {string} name */
  function fileOf(name) {
    const handle = files.get(name);
    if (!handle) throw new fs.ErrnoError(ERRNO.EPERM);
    return handle;
  }

  /** @param {FS.FSNode} node @param {number} size */
  const status = (node, size) => ({
    dev: 1,
    ino: node.id,
    mode: node.mode,
    nlink: 1,
    uid: 0,
    gid: 0,
    rdev: 0,
    size,
    blksize: BLOCK,
    blocks: Math.ceil(size / BLOCK),
    atime: since,
    mtime: since,
    ctime: since,
  });

  const directoryOps = guarded(fs, {
    /** @param {FS.FSNode} node */
    getattr: (node) => status(node, BLOCK),
    setattr() {},
    /** @param {FS.FSNode} parent @param {string} name */
    lookup(parent, name) {
      if (!existing.has(name)) throw new fs.ErrnoError(ERRNO.ENOENT);
      return fileNode(parent, name, 0o100666);
    },
    /** @param {FS.FSNode} parent @param {string} name @param {number} mode */
    mknod(parent, name, mode) {
      if (!fs.isFile(mode)) throw new fs.ErrnoError(ERRNO.EPERM);
      const node = fileNode(parent, name, mode);
      existing.add(name);
      return node;
    },
    /** @param {FS.FSNode} _parent @param {string} name */
    unlink(_parent, name) {
      const handle = fileOf(name);
      handle.truncate(0);
      handle.flush(); // deleting a rollback journal is a commit
      existing.delete(name);
    },
    readdir: () => [".", "..", ...existing],
  });

  const fileOps = guarded(fs, {
    /** @param {FileNode} node */
    getattr: (node) => status(node, node.handle.getSize()),
    /** @param {FileNode} node @param {{ mode?: number, size?: number }} change */
    setattr(node, change) {
      if (change.mode !== undefined) node.mode = change.mode;
      if (change.size !== undefined) node.handle.truncate(change.size);
    },
  });

  const streamOps = guarded(fs, {
    /** @param {FileStream} stream @param {number} offset @param {number} whence */
    llseek(stream, offset, whence) {
      let position = offset; // whence 0, SEEK_SET
      if (whence === 1) position += stream.position;
      if (whence === 2) position += stream.node.handle.getSize();
      if (position < 0) throw new fs.ErrnoError(ERRNO.EINVAL);
      return position;
    },
    /** @type {Transfer} */
    read({ node }, buffer, offset, length, at) {
      return node.handle.read(buffer.subarray(offset, offset + length), { at });
    },
    /** @type {Transfer} */
    write({ node }, buffer, offset, length, at) {
      const written = node.handle.write(buffer.subarray(offset, offset + length), { at });
      if (written !== length) throw new fs.ErrnoError(ERRNO.ENOSPC);
      return written;
    },
    /** @param {FileStream} stream */
    fsync(stream) {
      stream.node.handle.flush();
      return 0;
    },
  });

  /** @param {FS.FSNode} parent @param {string} name @param {number} mode */
  function fileNode(parent, name, mode) {
    const handle = fileOf(name);
    const node = fs.createNode(parent, name, mode, 0);
    return Object.assign(node, { handle, node_ops: fileOps, stream_ops: streamOps });
  }

  return {
    mount: () =>
      Object.assign(fs.createNode(null, "/", DIRECTORY, 0), { node_ops: directoryOps, stream_ops: {} }),
    syncfs: (_mount, _populate, done) => done(null), // nothing is ever held back
  };
}

/**
 * The same operations, whose every failure is an error number.
 * @template {Record<string, (...args: any[]) => unknown>} Ops
 * @param {EmscriptenFS} fs
 * @param {Ops} ops
 * @returns {Ops}
 */
function guarded(fs, ops) {
  const entries = Object.entries(ops).map(([name, operation]) => [
    name,
    /** @param {unknown[]} args */
    (...args) => {
      try {
        return operation(...args);
      } catch (error) {
        if (error instanceof fs.ErrnoError) throw error;
        console.error(`OPFS, ${name}:`, error);
        throw new fs.ErrnoError(nameOf(error) === "QuotaExceededError" ? ERRNO.ENOSPC : ERRNO.EIO);
      }
    },
  ]);
  return Object.fromEntries(entries);
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}

/**
 * Makes `fdatasync`, which is how SQLite makes a commit durable, reach the file as `fsync` does. Emscripten's
 * own is an empty stub, and with it a power cut can lose or tear every commit since the file was opened.
 * @template {{ instantiateWasm?: Instantiate }} Settings
 * @template Module
 * @param {(settings: Settings) => Promise<Module>} createPyodideModule
 * @returns {(settings: Settings) => Promise<Module>}
 */
export function withFdatasync(createPyodideModule) {
  return (settings) =>
    createPyodideModule({
      ...settings,
      /** @type {Instantiate} */
      instantiateWasm(imports, receive) {
        const { env, wasi_snapshot_preview1: wasi } = imports;
        if (!env.__syscall_fdatasync || !wasi.fd_sync) throw new Error("This Pyodide cannot sync its files");
        env.__syscall_fdatasync = (/** @type {number} */ fd) => -(wasi.fd_sync(fd) ?? 0);
        return settings.instantiateWasm?.(imports, receive);
      },
    });
}

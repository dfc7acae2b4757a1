// A disk in memory: sync access handles as OPFS gives them, a log of what was done to each file in order, and
// a size that can be limited. The log is what a power cut is simulated from.

export class MemoryDisk {
  /** The most bytes all files may hold together. */
  #room = Infinity;
  /** @type {(["write", string, number, number] | ["truncate", string, number] | ["flush", string] | ["mark", number])[]} */
  log = [];
  /** The bytes of every write in the log, one after the other. @type {Uint8Array[]} */
  written = [];
  /** @type {Map<string, MemoryFile>} */
  files = new Map();

  /** @param {string[]} names */
  constructor(names) {
    for (const name of names) this.files.set(name, new MemoryFile(this, name));
  }

  /** Notes in the log that everything up to the transaction `n` was acknowledged. @param {number} n */
  mark(n) {
    this.log.push(["mark", n]);
  }

  get used() {
    return [...this.files.values()].reduce((sum, file) => sum + file.getSize(), 0);
  }

  /** Lets the files grow by so many bytes more, and then refuses as a browser does. @param {number} bytes */
  leaveRoomFor(bytes) {
    this.#room = this.used + bytes;
  }

  /** @param {number} bytes */
  grow(bytes) {
    if (bytes > 0 && this.used + bytes > this.#room)
      throw new DOMException("Disk full", "QuotaExceededError");
  }
}

class MemoryFile {
  #disk;
  #name;
  #bytes = new Uint8Array(1 << 16);
  #size = 0;

  /** @param {MemoryDisk} disk @param {string} name */
  constructor(disk, name) {
    this.#disk = disk;
    this.#name = name;
  }

  getSize() {
    return this.#size;
  }

  /** @param {Uint8Array} into @param {{ at: number }} options */
  read(into, { at }) {
    const part = this.#bytes.subarray(at, Math.max(at, Math.min(this.#size, at + into.length)));
    into.set(part);
    return part.length;
  }

  /** @param {Uint8Array} from @param {{ at: number }} options */
  write(from, { at }) {
    this.#resize(Math.max(this.#size, at + from.length));
    this.#bytes.set(from, at);
    this.#disk.log.push(["write", this.#name, at, from.length]);
    this.#disk.written.push(Uint8Array.from(from));
    return from.length;
  }

  /** @param {number} size */
  truncate(size) {
    this.#resize(size);
    this.#disk.log.push(["truncate", this.#name, size]);
  }

  flush() {
    this.#disk.log.push(["flush", this.#name]);
  }

  close() {}

  /** @param {number} size */
  #resize(size) {
    this.#disk.grow(size - this.#size);
    if (size > this.#bytes.length) {
      const larger = new Uint8Array(size * 2);
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#size = size;
  }
}

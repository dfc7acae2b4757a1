// Memory snapshots on OPFS: one file, named after the runtime it was made with. Nearly half of a memory is
// zeros, which are left out; checksums of all the rest see to it that no torn or damaged snapshot is restored.
//
// The file: an opening of words, with Pyodide's own head in it, then the blocks that are not zeros, in order.

const FOLDER = "lettawasm-runtime";
const OPENING = 4096; // bytes
const BLOCK = 65536; // bytes, as a page of WebAssembly's
const PATIENCE = 500; // ms; a first start takes longer than that

/** Where things are in the opening, in words; its own checksum comes first. */
const [DATA_SUM, MEMORY_SIZE, HEAD_SIZE, RUN_COUNT, RUNS] = [4, 8, 9, 10, 12];

const SEED = [1, 2, 3, 4]; // of a checksum

/** @typedef {{ start: number, end: number }} Run  of blocks that are not zeros, in bytes */
/** @typedef {import("./opfs.js").SyncHandle} SyncHandle */

/** A snapshot that was found, and whose opening is whole. */
export class Snapshot {
  /** @param {SyncHandle} file @param {Uint32Array<ArrayBuffer>} opening */
  constructor(file, opening) {
    this.file = file;
    this.opening = opening;
    /** What Pyodide reads before the memory. */
    this.head = headOf(opening);
    /** Bytes of memory. */
    this.size = opening[MEMORY_SIZE];
  }

  /** Read it straight into a memory of WebAssembly's. Throws if it is damaged. @param {Uint8Array<ArrayBuffer>} memory */
  fill(memory) {
    let [at, filled, sum] = [OPENING, 0, SEED];
    for (const { start, end } of runsIn(this.opening)) {
      const run = memory.subarray(start, end);
      memory.fill(0, filled, start);
      this.file.read(run, { at });
      sum = checksum(wordsOf(run), sum);
      [at, filled] = [at + run.length, end];
    }
    memory.fill(0, filled);
    requireSum(this.opening.subarray(DATA_SUM), sum);
  }

  /** Let go of the file. Safe to call again. */
  close() {
    this.file.close();
  }
}

/** @param {string} key @returns {Promise<Snapshot | null>} */
export async function findSnapshot(key) {
  try {
    const folder = await openFolder();
    return openSnapshot(await openToRead(await folder.getFileHandle(key)));
  } catch {
    return null; // there is none yet, or none that can be read
  }
}

/** @param {SyncHandle} file */
function openSnapshot(file) {
  try {
    const opening = new Uint32Array(OPENING / 4);
    file.read(new Uint8Array(opening.buffer), { at: 0 });
    requireSum(opening, checksum(opening.subarray(DATA_SUM)));
    return new Snapshot(file, opening);
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * Several tabs may read at once; where a browser doesn't know that mode, they take turns.
 * @param {any} file
 * @returns {Promise<SyncHandle>}
 */
async function openToRead(file) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await file.createSyncAccessHandle({ mode: "read-only" });
    } catch (error) {
      const isInUse = error instanceof DOMException && error.name === "NoModificationAllowedError";
      if (!isInUse || performance.now() > deadline) throw error;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }
}

/**
 * Keep this snapshot and no other.
 * @param {string} key
 * @param {Uint8Array} head
 * @param {Uint8Array<ArrayBuffer>} memory  whole blocks
 */
export async function writeSnapshot(key, head, memory) {
  const runs = runsOf(memory);
  await dropSnapshots();
  const folder = await openFolder();
  const file = await folder.getFileHandle(key, { create: true });
  const writable = await file.createWritable(); // swapped in as a whole when it closes
  await writable.write(openingOf(head, memory, runs));
  for (const { start, end } of runs) await writable.write(memory.subarray(start, end));
  await writable.close();
}

export async function dropSnapshots() {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => {}); // there may be none
}

async function openFolder() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** @param {Uint8Array} head @param {Uint8Array} memory @param {Run[]} runs */
function openingOf(head, memory, runs) {
  if (4 * (RUNS + 2 * runs.length) + head.length > OPENING) throw new Error("The memory is too scattered.");
  const opening = new Uint32Array(OPENING / 4);
  opening.set(
    runs.reduce((sum, { start, end }) => checksum(wordsOf(memory.subarray(start, end)), sum), SEED),
    DATA_SUM,
  );
  opening.set([memory.length, head.length, runs.length], MEMORY_SIZE);
  opening.set(
    runs.flatMap(({ start, end }) => [start, end]),
    RUNS,
  );
  new Uint8Array(opening.buffer).set(head, OPENING - head.length);
  opening.set(checksum(opening.subarray(DATA_SUM)));
  return opening;
}

/** @param {Uint32Array<ArrayBuffer>} opening */
function headOf(opening) {
  return new Uint8Array(opening.buffer, OPENING - opening[HEAD_SIZE]).slice(); // Pyodide wants words in it aligned
}

/** @param {Uint32Array} opening @returns {Run[]} */
function runsIn(opening) {
  const bounds = opening.subarray(RUNS, RUNS + 2 * opening[RUN_COUNT]);
  return Array.from({ length: bounds.length / 2 }, (_, n) => ({
    start: bounds[2 * n],
    end: bounds[2 * n + 1],
  }));
}

/** @param {Uint8Array} memory */
function runsOf(memory) {
  /** @type {Run[]} */
  const runs = [];
  for (let start = 0; start < memory.length; start += BLOCK) {
    const end = start + BLOCK;
    if (wordsOf(memory.subarray(start, end)).every((word) => word === 0)) continue;
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs;
}

/** @param {Uint8Array} bytes */
function wordsOf({ buffer, byteOffset, byteLength }) {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/**
 * Four sums, each of every fourth word and none of which forgets: one wrong word always shows, more nearly always.
 * It stands for a cryptographic hash, which would take several times as long and has no enemy here.
 * @param {Uint32Array} words  a multiple of four
 * @param {number[]} [sums]  of what came before
 */
function checksum(words, [a, b, c, d] = SEED) {
  for (let n = 0; n < words.length; n += 4) {
    a = Math.imul(a ^ words[n], 0x9e3779b1);
    b = Math.imul(b ^ words[n + 1], 0x85ebca6b);
    c = Math.imul(c ^ words[n + 2], 0xc2b2ae35);
    d = Math.imul(d ^ words[n + 3], 0x27d4eb2f);
  }
  return [a, b, c, d];
}

/** @param {Uint32Array} known @param {number[]} sum */
function requireSum(known, sum) {
  if (Uint32Array.from(sum).some((word, n) => word !== known[n])) throw new Error("The snapshot is damaged.");
}

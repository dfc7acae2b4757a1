// Memory snapshots on OPFS: one file, named after the runtime it was made with. Nearly half of a memory is
// zeros, which are left out; checksums of all the rest see to it that no torn or damaged snapshot is restored.
//
// The file: an opening of words, with Pyodide's own head in it, then the blocks that are not zeros, in order.

const FOLDER = "lettawasm-runtime";
const OPENING = 4096; // bytes
const BLOCK = 65536; // bytes, as a page of WebAssembly's

/** Where things are in the opening, in words; its own checksum comes first. */
const [DATA_SUM, MEMORY_SIZE, HEAD_SIZE, RUN_COUNT, RUNS] = [4, 8, 9, 10, 12];

/** @typedef {{ start: number, end: number }} Run  of blocks that are not zeros, in bytes */

/**
 * @typedef {object} Snapshot
 * @property {Uint8Array} head  what Pyodide reads before the memory
 * @property {number} size  of the memory, in bytes
 * @property {Promise<(memory: Uint8Array) => void>} fill  puts the snapshot into a memory; fails if it is damaged
 */

/** @param {string} key @returns {Promise<Snapshot | null>} */
export async function findSnapshot(key) {
  try {
    const folder = await openFolder();
    const file = await (await folder.getFileHandle(key)).getFile();
    const data = file.slice(OPENING).arrayBuffer();
    data.catch(() => {}); // whoever fills a memory will see
    const opening = new Uint32Array(await file.slice(0, OPENING).arrayBuffer());
    requireSum(opening, opening.subarray(DATA_SUM));
    const [head, runs] = [headOf(opening), runsIn(opening)];
    const fill = data.then((bytes) => filling(opening, runs, bytes));
    fill.catch(() => {});
    return { head, size: opening[MEMORY_SIZE], fill };
  } catch {
    return null; // there is none yet, or none that can be read
  }
}

/** @param {Uint32Array} opening @param {Run[]} runs @param {ArrayBuffer} data */
function filling(opening, runs, data) {
  requireSum(opening.subarray(DATA_SUM), new Uint32Array(data));
  return (/** @type {Uint8Array} */ memory) => {
    let [read, filled] = [0, 0];
    for (const { start, end } of runs) {
      memory.fill(0, filled, start);
      memory.set(new Uint8Array(data, read, end - start), start);
      [read, filled] = [read + end - start, end];
    }
    memory.fill(0, filled);
  };
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

const SEED = [1, 2, 3, 4];

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

/** @param {Uint32Array} sum @param {Uint32Array} words */
function requireSum(sum, words) {
  const right = Uint32Array.from(checksum(words));
  if (right.some((word, n) => word !== sum[n])) throw new Error("The snapshot is damaged.");
}

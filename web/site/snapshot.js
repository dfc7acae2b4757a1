// Memory snapshots on OPFS: one file, named after the runtime it was made with and carrying its own digest,
// so that a torn or foreign snapshot is never restored.

const FOLDER = "lettawasm-runtime";
const DIGEST = 32; // bytes of SHA-256 before the memory

/** @typedef {{ size: number, memory: Promise<Uint8Array> }} Snapshot  `memory` fails when it is damaged. */

/** @param {string} key @returns {Promise<Snapshot | null>} */
export async function findSnapshot(key) {
  try {
    const folder = await openFolder();
    const file = await (await folder.getFileHandle(key)).getFile();
    const memory = readMemory(file);
    memory.catch(() => {}); // whoever restores it will see
    return { size: file.size - DIGEST, memory };
  } catch {
    return null; // there is none yet, or none can be read
  }
}

/** @param {File} file */
async function readMemory(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const memory = bytes.subarray(DIGEST);
  const digest = await digestOf(memory);
  if (digest.some((byte, index) => byte !== bytes[index])) throw new Error("The snapshot is damaged.");
  return memory;
}

/** Keep this snapshot and no other. @param {string} key @param {Uint8Array<ArrayBuffer>} memory */
export async function writeSnapshot(key, memory) {
  const digest = await digestOf(memory);
  await dropSnapshots();
  const folder = await openFolder();
  const file = await folder.getFileHandle(key, { create: true });
  const writable = await file.createWritable(); // swapped in as a whole when it closes
  await writable.write(digest);
  await writable.write(memory);
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

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function digestOf(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

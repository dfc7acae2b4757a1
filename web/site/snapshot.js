// Memory snapshots on OPFS: one file, named after the runtime it was made with and carrying its own digest,
// so that a torn or foreign snapshot is never restored.

const FOLDER = "lettawasm-runtime";
const DIGEST = 32; // bytes of SHA-256 before the memory

/** @param {string} key @returns {Promise<Uint8Array | null>} */
export async function readSnapshot(key) {
  try {
    const folder = await openFolder();
    const file = await (await folder.getFileHandle(key)).getFile();
    const bytes = new Uint8Array(await file.arrayBuffer());
    const memory = bytes.subarray(DIGEST);
    const digest = await digestOf(memory);
    if (digest.some((byte, index) => byte !== bytes[index])) throw new Error("The snapshot is damaged.");
    return memory;
  } catch (error) {
    if (!isMissing(error)) await dropSnapshots();
    return null;
  }
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

/** @param {unknown} error */
function isMissing(error) {
  return error instanceof DOMException && error.name === "NotFoundError";
}

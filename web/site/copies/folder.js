// A folder on this computer's disk. A copy is written under another name and only then gets its own, so that whatever
// has the name of a copy is whole, and no copy is ever written over.
import { keepFolder, keptFolder } from "./handles.js";

/** @typedef {"unsupported" | "none" | "prompt" | "granted"} Access */

const OURS = /^lettawasm-[\dTZ-]+\.json$/;
const PART = ".part";
const MODE = { mode: "readwrite" };

/** Whether this browser lets a page write into a folder. */
export const canChoose = "showDirectoryPicker" in globalThis;

/** The folder that was chosen, and whether it may be used now. @returns {Promise<{ folder: any, access: Access }>} */
export async function chosenFolder() {
  if (!canChoose) return { folder: null, access: "unsupported" };
  /** @type {any} */
  const folder = await keptFolder();
  if (!folder) return { folder, access: "none" };
  const answer = await folder.queryPermission(MODE).catch(() => "prompt"); // of a folder that is gone, too
  return { folder, access: answer === "granted" ? "granted" : "prompt" };
}

/** Let a person choose one. Needs their click; null if they don't. @returns {Promise<any>} */
export async function chooseFolder() {
  try {
    const wish = { id: "lettawasm", startIn: "documents", ...MODE };
    const folder = await /** @type {any} */ (globalThis).showDirectoryPicker(wish);
    await keepFolder(folder);
    return folder;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}

/** Ask for the folder again, as after a restart. Needs a click. @param {any} folder */
export async function allowFolder(folder) {
  return (await folder.requestPermission(MODE)) === "granted";
}

export const forgetFolder = () => keepFolder(null);

/** @param {string} madeAt */
export function nameOf(madeAt) {
  return `lettawasm-${madeAt.slice(0, 23).replace(/[:.]/g, "-")}Z.json`;
}

/**
 * Write a copy. What was left of one that was cut off is cleared away first.
 * @param {any} folder @param {string} name @param {ReadableStream<Uint8Array>} bytes
 * @returns {Promise<number>}  its size, as the disk tells it
 */
export async function writeCopy(folder, name, bytes) {
  await clearParts(folder);
  const part = await folder.getFileHandle(name + PART, { create: true });
  try {
    await bytes.pipeTo(await part.createWritable());
    await rename(folder, part, name);
  } catch (error) {
    await folder.removeEntry(name + PART).catch(() => {}); // the disk may be gone
    throw error;
  }
  return (await readCopy(folder, name)).size;
}

/** @param {any} folder @param {string} name @returns {Promise<File>} */
export async function readCopy(folder, name) {
  return (await folder.getFileHandle(name)).getFile();
}

/** @param {any} folder @param {string} name */
export async function removeCopy(folder, name) {
  if (!OURS.test(name)) return; // nothing else there is ours to delete
  await folder.removeEntry(name).catch((/** @type {Error} */ error) => {
    if (error.name !== "NotFoundError") throw error;
  });
}

/** The names of all copies there. @param {any} folder */
export async function namesIn(folder) {
  const names = new Set();
  for await (const name of folder.keys()) if (OURS.test(name)) names.add(name);
  return names;
}

/** @param {any} folder @param {any} part @param {string} name */
async function rename(folder, part, name) {
  try {
    await part.move(name);
  } catch {
    const whole = await folder.getFileHandle(name, { create: true }); // where files can't be moved; this is atomic, too
    await (await part.getFile()).stream().pipeTo(await whole.createWritable());
    await folder.removeEntry(name + PART);
  }
}

/** @param {any} folder */
async function clearParts(folder) {
  const found = [];
  for await (const name of folder.keys())
    if (name.endsWith(PART) && OURS.test(name.slice(0, -PART.length))) found.push(name);
  for (const name of found) await folder.removeEntry(name).catch(() => {});
}

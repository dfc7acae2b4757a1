// Models on their way: a note for each, beside the folder of models, until its manifest is written. What is only
// half there has a note and no manifest, so no engine takes it for a model.
import { FOLDER, MANIFEST, folderOfModels } from "../models.js";
import { sizeOfCompiled } from "./compiled.js";

/** @typedef {import("../models.js").Entry} Entry */
/** @typedef {import("./download.js").Seen} Seen */

/**
 * @typedef {object} Note
 * @property {Entry} entry  its size is what is expected, until the servers have told it
 * @property {{ url: string, file: string, seen: Seen | null, sha256?: string }[]} parts  none where an engine fetches by itself
 * @property {string} [problem]  why it stopped; `left` where it is what could not be deleted
 */

const NOTES = [FOLDER[0], "downloads"];
const READS = 5;

/** Held while a model is fetched, copied or deleted. @param {string} name */
export const lockOf = (name) => `${FOLDER.join("/")}/${name}`;

/** Where all tabs tell each other of models: news of a download, or the wish that one stops. */
export const CHANNEL = FOLDER.join("/");

/** @param {string} name @param {boolean} [create] */
export async function folderOf(name, create = false) {
  return (await folderOfModels()).getDirectoryHandle(name, { create });
}

/** @param {Note} note */
export async function writeNote(note) {
  await write(await notes(), `${note.entry.name}.json`, note);
}

/** A note that is written anew while it is read can't be read to its end, and is read again. @param {string} name @returns {Promise<Note>} */
export async function readNote(name) {
  for (let tries = READS; ; tries -= 1) {
    try {
      const file = await (await (await notes()).getFileHandle(`${name}.json`)).getFile();
      return JSON.parse(await file.text());
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}

/** @returns {Promise<Note[]>} */
export async function allNotes() {
  const found = [];
  for await (const handle of (await notes()).values()) {
    if (handle.name.endsWith(".json")) found.push(await readNote(handle.name.slice(0, -5)).catch(() => null));
  }
  return found.filter((note) => note !== null);
}

/** The model is whole: engines see it from now on. @param {Entry} entry */
export async function complete(entry) {
  await write(await folderOf(entry.name, true), MANIFEST, entry);
  await forget(entry.name);
}

/** Bytes of the whole: as the servers have told, where all of them have. @param {Note} note */
export function sizeOf({ entry, parts }) {
  const sizes = parts.map(({ seen }) => seen?.size ?? 0);
  return sizes.every(Boolean) ? sizes.reduce((sum, size) => sum + size, 0) : entry.size;
}

/** Bytes that are here of it. @param {Entry} entry */
export async function sizeHere(entry) {
  let size = entry.engine === "webllm" ? await sizeOfCompiled(entry) : 0;
  const folder = await folderOf(entry.name).catch(() => null);
  for await (const handle of folder?.values() ?? []) {
    if (handle.kind === "file") size += (await handle.getFile()).size;
  }
  return size;
}

/** What makes it a model: no engine sees it from now on. @param {string} name */
export async function hide(name) {
  const folder = await folderOf(name).catch(() => null);
  await folder?.removeEntry(MANIFEST).catch(() => {}); // it may have none
}

/** Everything of it, but what WebLLM keeps. @param {string} name */
export async function erase(name) {
  await hide(name);
  const folder = await folderOf(name).catch(() => null);
  if (folder) await (await folderOfModels()).removeEntry(name, { recursive: true });
  await forget(name);
}

/** @param {string} name */
async function forget(name) {
  await (await notes()).removeEntry(`${name}.json`).catch(() => {});
}

async function notes() {
  let folder = await navigator.storage.getDirectory();
  for (const name of NOTES) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

/** As a whole or not at all. @param {FileSystemDirectoryHandle} folder @param {string} name @param {unknown} value */
async function write(folder, name, value) {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await writable.write(JSON.stringify(value));
  await writable.close();
}

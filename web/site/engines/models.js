// The models that lie in this browser: a folder for each, apart from the memory. Its manifest is written last, so a
// folder without one is no model yet; all other files in it are the model's.
import { EngineError } from "./protocol.js";

/**
 * What is known of a model, as its manifest has it.
 * @typedef {object} Entry
 * @property {string} name  letters, digits, dots, dashes and underscores: it is the name of its folder, too
 * @property {string} engine  wllama, webllm or chrome
 * @property {"chat" | "embedding"} kind
 * @property {string} source  the address it came from, or the name of the file
 * @property {number} size  bytes
 * @property {number} context  tokens
 * @property {boolean} [sees]  pictures
 * @property {string} [template]  of chats, in Jinja, where the model's own won't do
 * @property {string} [pooling]  of an embedding model that doesn't tell it: mean, cls or last
 * @property {string} [library]  for WebLLM: the address of the compiled model
 */

export const FOLDER = ["lettawasm", "models"];
export const MANIFEST = "manifest.json";

/** All models of an engine. @param {string} engine @returns {Promise<Entry[]>} */
export async function entriesOf(engine) {
  const entries = [];
  for await (const folder of foldersOf(await folderOfModels())) {
    const entry = await manifestOf(folder);
    if (entry?.engine === engine) entries.push(entry);
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Throws an EngineError where there is no such model. @param {string} engine @param {string} name */
export async function entryOf(engine, name) {
  const entry = (await entriesOf(engine)).find((each) => each.name === name);
  if (entry) return entry;
  throw new EngineError(
    "not_found",
    `There is no model ${name} in this browser. Fetch it again under Models.`,
  );
}

/** The files of a model in the order of their names. @param {string} name @returns {Promise<File[]>} */
export async function filesOf(name) {
  const folder = await (await folderOfModels()).getDirectoryHandle(name);
  const files = [];
  for await (const handle of folder.values()) {
    if (handle.kind === "file" && handle.name !== MANIFEST) files.push(await handle.getFile());
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder that holds the models. */
export async function folderOfModels() {
  let folder = await navigator.storage.getDirectory();
  for (const name of FOLDER) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

/** @param {FileSystemDirectoryHandle} folder */
async function* foldersOf(folder) {
  for await (const handle of folder.values()) if (handle.kind === "directory") yield handle;
}

/** @param {FileSystemDirectoryHandle} folder @returns {Promise<Entry | null>} */
async function manifestOf(folder) {
  try {
    const file = await (await folder.getFileHandle(MANIFEST)).getFile();
    return { ...JSON.parse(await file.text()), name: folder.name };
  } catch {
    return null; // it is still on its way, or damaged
  }
}

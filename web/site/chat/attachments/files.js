// Files that go with a message: small texts into the message itself, everything else into a folder of the agent's.

/** @typedef {{ file: File, name: string, size: number, text: string | null }} Given  `text` goes into the message */
/** @typedef {import("./wrapping.js").Attached} Attached */

const MOST = 20_000; // bytes of a text that goes into the message
const NEED_READING = /\.(pdf|html?|xhtml)$/i; // what is to be read out of them is the runtime's work
const OWN = "chat"; // marks the folder that files from here go to

/** @param {File} file @returns {Promise<Given>} */
export async function read(file) {
  const { name, size } = file;
  const text = size <= MOST && !NEED_READING.test(name) ? textOf(await file.arrayBuffer()) : null;
  return { file, name, size, text };
}

/** @param {ArrayBuffer} bytes @returns {string | null}  nothing where it is no text */
function textOf(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

/**
 * Give an agent a file, as far as the message doesn't hold it. Returns what the message says of it.
 * @param {import("../../api.js").Api} api @param {string} agentId @param {Given} given
 * @param {(agent: string) => string} nameOf  a folder for the agent of that name
 * @returns {Promise<Attached>}
 */
export async function give(api, agentId, { file, name, text }, nameOf) {
  if (text !== null) return { name, text, folder: "" };
  const folder = await folderOf(api, agentId, nameOf);
  const form = new FormData();
  form.set("file", file);
  const kept = await (await api.request("POST", `/v1/folders/${folder.id}/upload`, form)).json();
  return { name: kept.file_name ?? name, text: "", folder: folder.name };
}

/** @param {import("../../api.js").Api} api @param {string} agentId @param {(agent: string) => string} nameOf */
async function folderOf(api, agentId, nameOf) {
  const folders = await api.get(`/v1/agents/${agentId}/folders`);
  const there = folders.find((/** @type {any} */ { metadata }) => metadata?.from === OWN);
  if (there) return there;
  const { name } = await api.get(`/v1/agents/${agentId}`);
  const folder = await madeFolder(api, nameOf(name));
  await api.patch(`/v1/agents/${agentId}/folders/attach/${folder.id}`, {});
  return folder;
}

/** A folder of this name, or of the next one that is free. @param {import("../../api.js").Api} api @param {string} wanted */
async function madeFolder(api, wanted) {
  const all = await api.get("/v1/folders?limit=1000");
  const names = new Set(all.map((/** @type {any} */ { name }) => name));
  let name = wanted;
  for (let number = 2; names.has(name); number++) name = `${wanted} ${number}`;
  return api.post("/v1/folders", { name, metadata: { from: OWN } });
}

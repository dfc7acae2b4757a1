// Values of tools' secrets that live in this tab alone, as its keys do: a host that has lost them is given them again.
// What the vault keeps isn't here.

/** @typedef {import("./api.js").Api} Api */
/** @typedef {{ id: string, name: string }} Tool */
/** @typedef {{ tool: Tool, name: string, host: string, secret: string }} Kept  `host` is the only one it is for, or "" */
/** @typedef {{ name: string, host: string, kept: "session" | "vault" | null, is_locked: boolean }} State  of a secret, as the API tells it */

/** By tool and name. @type {Map<string, Kept>} */
const kept = new Map();
const elsewhere = new BroadcastChannel("lettawasm.forgotten"); // what any tab forgets, all do

elsewhere.onmessage = ({ data: { id, name } }) => drop(id, name);

/** @returns {Kept[]} */
export function secretsInTab() {
  return [...kept.values()];
}

/** @param {Api} api @param {Tool} tool @param {string} name @param {string} secret */
export async function giveInTab(api, tool, name, secret) {
  /** @type {State} */
  const { host } = await api.put(pathOf(tool, name), { secret });
  kept.set(keyOf(tool.id, name), { tool, name, host, secret });
}

/** Let the vault, which is open, have it alone. @param {Api} api @param {Kept} one */
export async function keepInVault(api, { tool, name, host, secret }) {
  await api.put("/v1/vault/entries", { kind: "tool", owner: tool.id, name, host, secret });
  forgetInTabs(tool.id, name);
}

/** Forget it wherever it is. @param {Api} api @param {Tool} tool @param {string} name */
export async function forgetSecret(api, tool, name) {
  forgetInTabs(tool.id, name);
  await api.request("DELETE", pathOf(tool, name));
}

/** Forget what tabs hold of a tool: under one name, or all. @param {string} id @param {string} [name] */
export function forgetInTabs(id, name) {
  drop(id, name);
  elsewhere.postMessage({ id, name });
}

/** Give the host the values it hasn't got, where they are for what they were for. @param {Api} api */
export async function restoreSecrets(api) {
  for (const one of kept.values()) {
    const now = (await statesOf(api, one.tool)).find(({ name }) => name === one.name);
    const isMissing = now?.kept === null && ["", now.host].includes(one.host);
    if (isMissing) await api.put(pathOf(one.tool, one.name), { secret: one.secret });
  }
}

/** @param {Api} api @param {Tool} tool @returns {Promise<State[]>} */
async function statesOf(api, { id }) {
  try {
    return await api.get(`/v1/tools/${id}/secrets`);
  } catch (error) {
    if (/** @type {import("./api.js").ApiError} */ (error).status !== 404) throw error;
    drop(id); // a tool that is gone needs none
    return [];
  }
}

/** @param {string} id @param {string} [name] */
function drop(id, name) {
  for (const [key, { tool, name: its }] of kept)
    if (tool.id === id && (name === undefined || name === its)) kept.delete(key);
}

/** @param {string} id @param {string} name */
function keyOf(id, name) {
  return `${id} ${name}`;
}

/** @param {Tool} tool @param {string} name */
function pathOf({ id }, name) {
  return `/v1/tools/${id}/secrets/${name}`;
}

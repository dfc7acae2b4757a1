// Keys that live in this tab alone: a host that has lost them is given them again. What the vault keeps isn't here.

/** By the names of providers. @type {Map<string, string>} */
const keys = new Map();

/** @param {string} name @param {string} key */
export function keepInTab(name, key) {
  keys.set(name, key);
}

/** @param {string} name */
export function forgetInTab(name) {
  keys.delete(name);
}

/** @param {import("./api.js").Api} api @returns {Promise<string[]>} */
export async function listModels(api) {
  return (await api.get("/v1/models/")).map((/** @type {any} */ { handle }) => handle);
}

/** Give the host the keys it hasn't got. @param {import("./api.js").Api} api */
export async function restoreKeys(api) {
  if (!keys.size) return;
  for (const { id, name, has_key: hasKey } of await api.get("/v1/providers/")) {
    if (!hasKey && keys.has(name)) await api.patch(`/v1/providers/${id}`, { api_key: keys.get(name) });
  }
}

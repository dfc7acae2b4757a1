// Keys that live in this tab alone: a host that has lost them is given them again. What the vault keeps isn't here.

/** By the names of providers, each with the only address that it is for. @type {Map<string, { key: string, origin: string }>} */
const keys = new Map();

/** @param {{ name: string, base_url: string }} provider @param {string} key */
export function keepInTab({ name, base_url: url }, key) {
  keys.set(name, { key, origin: new URL(url).origin });
}

/** @param {string} name */
export function forgetInTab(name) {
  keys.delete(name);
}

/** @param {string} name */
export function isInTab(name) {
  return keys.has(name);
}

/** @param {import("./api.js").Api} api @returns {Promise<string[]>} */
export async function listModels(api) {
  return (await api.get("/v1/models/")).map((/** @type {any} */ { handle }) => handle);
}

/** Give the host the keys it hasn't got. @param {import("./api.js").Api} api */
export async function restoreKeys(api) {
  if (!keys.size) return;
  for (const { id, name, base_url: url, has_key: hasKey } of await api.get("/v1/providers/")) {
    const kept = keys.get(name);
    const isMissing = !hasKey && kept?.origin === new URL(url).origin;
    if (isMissing) await api.patch(`/v1/providers/${id}`, { api_key: kept.key });
  }
}

// Making a connection, and keeping its key where it belongs.
import { forgetInTab, keepInTab } from "../../providers.js";

/** @typedef {import("../../api.js").Api} Api */
/** @typedef {import("./connections.js").Provider} Provider */
/** @typedef {{ name: string, type: string, url: string, key: string }} Wish */

/** Make a connection, or change the one of this name. @param {Api} api @param {Wish} wish @param {boolean} isOpen  the vault @returns {Promise<Provider>} */
export async function connect(api, { name, type, url, key }, isOpen) {
  const settings = { base_url: url, ...(key && { api_key: key }) };
  /** @type {Provider[]} */
  const all = await api.get("/v1/providers/");
  const known = all.find((each) => each.name === name);
  const provider = known
    ? await api.patch(`/v1/providers/${known.id}`, settings)
    : await api.post("/v1/providers/", { name, provider_type: type, ...settings });
  if (key) await keep(api, provider, key, isOpen);
  return provider;
}

/** In the vault where it is open, in this tab otherwise. @param {Api} api @param {Provider} provider @param {string} key @param {boolean} isOpen */
export async function keep(api, provider, key, isOpen) {
  if (!isOpen) return keepInTab(provider, key);
  await api.put("/v1/vault/entries", { kind: "provider", owner: provider.id });
  forgetInTab(provider.name);
}

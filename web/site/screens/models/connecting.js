// Making a connection, and keeping its key where it belongs.
import { forgetInTab, keepInTab } from "../../providers.js";
import { keepInVault, restoreSecrets, secretsInTab } from "../../tab_secrets.js";

/** @typedef {import("../../api.js").Api} Api */
/** @typedef {import("./connections.js").Provider} Provider */
/** @typedef {{ name: string, type: string, url: string, spoken: string | null, key: string }} Wish  `spoken` is the API */

const HAVE_THEIR_OWN = ["anthropic", "google_ai", "letta"];

/** Which of OpenAI's APIs it is spoken to in; null where servers of its type have one of their own. @param {{ provider_type: string, api?: string | null }} provider */
export function apiOf({ provider_type: type, api }) {
  return HAVE_THEIR_OWN.includes(type) ? null : (api ?? "chat_completions");
}

/**
 * Make a connection, or change the one that is meant.
 * @param {Api} api @param {Wish} wish @param {boolean} isOpen  the vault
 * @param {string} [tried]  the id of what came of the same wish before it was put right @returns {Promise<Provider>}
 */
export async function connect(api, wish, isOpen, tried) {
  const { name, type, url, spoken, key } = wish;
  const settings = { base_url: url, api: spoken, ...(key && { api_key: key }) };
  const known = meant(wish, await api.get("/v1/providers/"), tried);
  const provider = known
    ? await api.patch(`/v1/providers/${known.id}`, settings)
    : await api.post("/v1/providers/", { name, provider_type: type, numbered: true, ...settings });
  if (key) await keep(api, provider, key, isOpen);
  return provider;
}

/** The one that is meant, under the name that was wished for or with a number: another server keeps its name. @param {Wish} wish @param {Provider[]} all @param {string} [tried] */
function meant(wish, all, tried) {
  const isNamed = (/** @type {string} */ name) =>
    name === wish.name ||
    (name.startsWith(`${wish.name}-`) && /^\d+$/.test(name.slice(wish.name.length + 1)));
  return all.find((each) => isNamed(each.name) && (each.id === tried || isMeant(each, wish)));
}

/** Whether it is the same server, which has no key that could be lost. @param {Provider} known @param {Wish} wish */
function isMeant(known, { type, url, spoken }) {
  const isSame = known.provider_type === type && known.base_url === url;
  return isSame && apiOf(known) === spoken && !known.has_key;
}

/** What is in memory now is kept from now on. @param {Api} api @param {string} passphrase */
export async function makeVault(api, passphrase) {
  await api.post("/v1/vault", { passphrase });
  for (const { id, name, has_key: hasKey } of await api.get("/v1/providers/")) {
    if (!hasKey) continue;
    await api.put("/v1/vault/entries", { kind: "provider", owner: id });
    forgetInTab(name);
  }
  await restoreSecrets(api); // which drops those whose tools are gone
  for (const one of secretsInTab()) await keepInVault(api, one);
}

/** In the vault where it is open, in this tab otherwise. @param {Api} api @param {Provider} provider @param {string} key @param {boolean} isOpen */
export async function keep(api, provider, key, isOpen) {
  if (!isOpen) return keepInTab(provider, key);
  await api.put("/v1/vault/entries", { kind: "provider", owner: provider.id });
  forgetInTab(provider.name);
}

// Connections to OpenAI-compatible servers. Keys live in this module and in the host's memory, never on disk:
// after a change of hosts they are given again.

/** @type {Map<string, string>} */
const keys = new Map();

/** Where people often run models. @type {Record<string, { name: string, url: string, needsKey: boolean }>} */
export const PRESETS = {
  Ollama: { name: "ollama", url: "http://localhost:11434/v1", needsKey: false },
  "LM Studio": { name: "lmstudio", url: "http://localhost:1234/v1", needsKey: false },
  "llama-server": { name: "llama-server", url: "http://localhost:8080/v1", needsKey: false },
  OpenAI: { name: "openai", url: "https://api.openai.com/v1", needsKey: true },
  Other: { name: "custom", url: "", needsKey: true },
};

/**
 * Make or change the connection called `name`, and return the handles of its models.
 * @param {import("./api.js").Api} api
 * @param {{ name: string, url: string, key: string }} connection
 * @returns {Promise<string[]>}
 */
export async function connectProvider(api, { name, url, key }) {
  if (key) keys.set(name, key);
  const settings = { base_url: url, ...(key ? { api_key: key } : {}) };
  const existing = (await api.get("/v1/providers/")).find((/** @type {any} */ each) => each.name === name);
  if (existing) await api.patch(`/v1/providers/${existing.id}`, settings);
  else await api.post("/v1/providers/", { name, provider_type: "openai", ...settings });
  return (await listModels(api)).filter((handle) => handle.startsWith(`${name}/`));
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

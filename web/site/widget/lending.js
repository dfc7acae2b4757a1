// A model server that a page lends to the agent in its frame. Whoever runs it reads what is said and remembered, so it
// waits for the person's word, is known by a name that says whose it is, and serves no other page's agent.

/** @typedef {import("../api.js").Api} Api */
/** @typedef {import("./room.js").Wishes} Wishes */
/** @typedef {{ provider: Record<string, any>, model: string, origin: string }} Loan */

const LENT = "page-";

/** @param {Wishes} wishes @param {string} host @returns {Loan | null} */
export function loanOf({ provider, model }, host) {
  if (!provider) return null;
  const name = LENT + host.replace(/[^a-z0-9]+/gi, "-");
  const origin = new URL(provider.base_url).origin;
  return { provider: { ...provider, name }, model: `${name}/${model.split("/").slice(1).join("/")}`, origin };
}

/** Whether a model was lent by some page. @param {string} handle */
export function isLent(handle) {
  return handle.startsWith(LENT);
}

/** Whether the person has agreed to this before. @param {Api} api @param {Loan} loan */
export async function isAgreed(api, { provider }) {
  const [there] = await api.get(`/v1/providers/?${new URLSearchParams({ name: provider.name })}`);
  return there?.base_url === provider.base_url;
}

/** @param {Api} api @param {string} agentId @param {Loan} loan */
export async function accept(api, agentId, { provider, model }) {
  const [there] = await api.get(`/v1/providers/?${new URLSearchParams({ name: provider.name })}`);
  if (there?.base_url === provider.base_url) {
    if (provider.api_key) await api.patch(`/v1/providers/${there.id}`, { api_key: provider.api_key });
  } else {
    if (there) await api.request("DELETE", `/v1/providers/${there.id}`);
    await api.post("/v1/providers/", provider);
  }
  return api.patch(`/v1/agents/${agentId}`, { model });
}

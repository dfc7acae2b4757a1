// An agent in a frame is not the page's, though the page wrote its file. So it keeps the tools that stay within its own
// memory, and none that could carry anything of it out.

const OWN = ["letta_core", "letta_memory_core", "letta_sleeptime_core", "letta_files_core"];

/** @param {import("../api.js").Api} api @param {string} agentId */
export async function confine(api, agentId) {
  const tools = await api.get(`/v1/agents/${agentId}/tools?limit=1000`);
  const kept = tools.filter((/** @type {any} */ { tool_type: type }) => OWN.includes(type));
  if (kept.length < tools.length)
    await api.patch(`/v1/agents/${agentId}`, { tool_ids: kept.map((/** @type {any} */ { id }) => id) });
}

// Deleting all that a widget's agent knows: itself with its messages and archive, and its blocks with their past.

/** @param {import("../api.js").Api} api @param {string} agentId */
export async function forget(api, agentId) {
  const blocks = await api.get(`/v1/agents/${agentId}/core-memory/blocks?limit=100`);
  await api.request("DELETE", `/v1/agents/${agentId}`);
  for (const { id } of blocks) {
    const holders = await api.get(`/v1/blocks/${id}/agents?limit=1`);
    if (holders.length) continue; // another agent's as well
    await api.request("DELETE", `/v1/blocks/${id}`);
    await api.request("DELETE", `/v1/memory/deleted/${id}`);
  }
}

// The agent that a page begins with: the one that was last shown here, or any, or a new one.
const FIRST_AGENT = {
  name: "Companion",
  model: "lettawasm/offline",
  memory_blocks: [
    { label: "human", value: "", description: "What I know about the person I talk with." },
    {
      label: "persona",
      value: "I am a friendly companion. I listen, remember what matters to you, and live in this browser.",
      description: "Who I am.",
    },
  ],
  tools: ["archival_memory_insert", "archival_memory_search"],
};

/** Also of several tabs that open at once, only one makes it. @param {import("./app_object.js").App} app @returns {Promise<string>} */
export function ensureAgent(app) {
  return navigator.locks.request("lettawasm/first-agent", async () => {
    const agents = await app.listAgents();
    const agent = agents.find(({ id }) => id === app.lastAgentId) ?? agents[0];
    if (agent) return agent.id;
    const { id } = await app.api.post("/v1/agents/", FIRST_AGENT);
    await app.listAgents();
    return id;
  });
}

// Agents as this screen lists them: who is here or put away, when they were last active, and who is answering now.

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {{ id: string, label: string, value: string, description: string | null, read_only: boolean }} Block */
/**
 * @typedef {{ id: string, name: string, description: string | null, model: string | null, tags: string[],
 *   hidden: boolean | null, created_at: string, last_run_completion: string | null, last_stop_reason: string | null,
 *   blocks: Block[], tools: { id: string, name: string }[], message_ids: string[] }} Agent
 */

const RELATIONS = "include=agent.blocks&include=agent.tags";
const MORE = `${RELATIONS}&include=agent.tools`;

/** The ones that were active last come first. @param {App} app @returns {Promise<Agent[]>} */
export async function everybody(app) {
  /** @type {Agent[]} */
  const all = await app.api.get(`/v1/agents/?limit=1000&show_hidden_agents=true&${RELATIONS}`);
  return all.sort((one, other) => lastActive(other).localeCompare(lastActive(one)));
}

/** @param {App} app @param {string} id @returns {Promise<Agent | null>} */
export function one(app, id) {
  return app.api.get(`/v1/agents/${id}?${MORE}`).catch((error) => {
    if (error.status === 404) return null; // deleted in another tab, or an old link
    throw error;
  });
}

/** @param {Agent} agent */
export function lastActive({ last_run_completion, created_at }) {
  return last_run_completion ?? created_at;
}

/** @param {Agent} agent */
export function sizeInMind({ blocks }) {
  return blocks.reduce((sum, { value }) => sum + value.length, 0);
}

/** Who is answering at this moment. @param {App} app @returns {Promise<Set<string>>} */
export async function answering(app) {
  /** @type {{ agent_id: string }[]} */
  const runs = await app.api.get("/v1/runs/?active=true&limit=1000");
  return new Set(runs.map(({ agent_id }) => agent_id));
}

/** @param {string} search @param {{ name: string, description?: string | null, tags?: string[] }} agent */
export function matches(search, { name, description, tags = [] }) {
  const text = [name, description ?? "", ...tags].join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Put away, or taken back. @param {App} app @param {string} id @param {boolean} isAway */
export async function setAway(app, id, isAway) {
  await app.api.patch(`/v1/agents/${id}`, { hidden: isAway });
  const left = await app.listAgents();
  if (isAway && id === app.agentId && left.length) app.selectAgent(left[0].id);
}

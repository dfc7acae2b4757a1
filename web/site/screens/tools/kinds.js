// The kinds of tools: who brings them and what they are about.

/** @typedef {{ name: string, description: string, parameters: import("../../workbench/form.js").Schema }} Described */
/**
 * @typedef {{ id: string, name: string, tool_type: string, description: string | null, json_schema: Described | null,
 *   source_code: string | null, source_type: string | null, tags: string[], return_char_limit: number,
 *   default_requires_approval: boolean | null, pip_requirements: { name: string, version?: string | null }[] | null }} Tool
 */
/** @typedef {{ type: string, tool_name: string } & Record<string, any>} Rule */
/** @typedef {{ id: string, name: string, tools: Tool[], tool_rules: Rule[] | null, secrets: { key: string }[] }} Agent */

/** In the order they are shown. */
export const KINDS = /** @type {const} */ (["own", "server", "memory", "files", "web", "agents", "other"]);

/** @typedef {typeof KINDS[number]} Kind */
/** @type {Record<string, Kind>} */
const KIND_OF = {
  custom: "own",
  external_mcp: "server",
  letta_core: "memory",
  letta_memory_core: "memory",
  letta_sleeptime_core: "memory",
  letta_voice_sleeptime_core: "memory",
  letta_files_core: "files",
  letta_builtin: "web",
  letta_multi_agent_core: "agents",
};

/** @param {Tool} tool @returns {Kind} */
export function kindOf({ tool_type: type }) {
  return KIND_OF[type] ?? "other";
}

/** The name of the MCP server that a tool comes from. @param {Tool} tool */
export function serverOf({ tags }) {
  return tags.find((tag) => tag.startsWith("mcp:"))?.slice("mcp:".length) ?? "";
}

/** What a tool does, in its own first sentence. @param {string | null | undefined} description */
export function firstSentence(description) {
  const [paragraph = ""] = (description ?? "").trim().split(/\n\s*\n/);
  const text = paragraph.replace(/\s+/g, " ");
  return /^.+?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
}

/** Whether a person is asked before each call. @param {Agent} agent @param {string} name */
export function isAsked({ tool_rules: rules }, name) {
  return (rules ?? []).some((rule) => rule.type === "requires_approval" && rule.tool_name === name);
}

/** The current agent with its tools, and the names of what it keeps for them. @param {import("../../shell/app_object.js").App} app @returns {Promise<Agent | null>} */
export async function currentAgent({ api, agentId }) {
  return agentId ? api.get(`/v1/agents/${agentId}?include=agent.tools&include=agent.secrets`) : null;
}

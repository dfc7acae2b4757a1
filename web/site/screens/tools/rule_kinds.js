// The kinds of rules that bind an agent's tools, as Letta names them: what a person enters for each.

/** @typedef {import("./kinds.js").Rule} Rule */
/** @typedef {"children" | "count" | "mapping"} Extra */

/** Approvals have switches of their own. @type {Record<string, Extra | null>} */
export const RULE_KINDS = {
  run_first: null,
  exit_loop: null,
  continue_loop: null,
  required_before_exit: null,
  constrain_child_tools: "children",
  parent_last_tool: "children",
  max_count_per_step: "count",
  conditional: "mapping",
};

/**
 * A rule from what was entered. A mapping is written in lines: an output, an arrow, the tool that then follows.
 * @param {{ type: string, tool: string, children: string[], count: number, mapping: string, otherwise: string }} entered
 * @returns {Rule}
 */
export function ruleOf({ type, tool, children, count, mapping, otherwise }) {
  /** @type {Rule} */
  const rule = { type, tool_name: tool };
  const extra = RULE_KINDS[type];
  if (extra === "children") return { ...rule, children };
  if (extra === "count") return { ...rule, max_count_limit: count };
  if (extra === "mapping")
    return { ...rule, child_output_mapping: mappingOf(mapping), default_child: otherwise || null };
  return rule;
}

/** @param {string} text */
function mappingOf(text) {
  const lines = text.split("\n").map((line) => line.split("->").map((part) => part.trim()));
  return Object.fromEntries(lines.filter(([output, tool]) => output && tool));
}

/** @param {Rule} one @param {Rule} other */
export function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

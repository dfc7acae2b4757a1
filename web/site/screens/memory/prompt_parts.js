// What a model is shown, in parts: how many tokens each takes, and what it says.

/** @typedef {"system" | "core_memory" | "tool_usage_rules" | "directories" | "external_memory_summary" | "functions_definitions" | "summary_memory" | "messages"} Name */
/** @typedef {{ title: string, text: string }} Item */
/** @typedef {{ name: Name, tokens: number, items: Item[] }} PromptPart */
/** @typedef {{ window: number, parts: PromptPart[], at: string, model: string }} Prompt */

const NAMES = /** @type {Name[]} */ ([
  "system",
  "core_memory",
  "tool_usage_rules",
  "directories",
  "external_memory_summary",
  "functions_definitions",
  "summary_memory",
  "messages",
]);

/** The next prompt, as `GET /v1/agents/{id}/context` tells it. @param {any} told @returns {Prompt} */
export function nextPrompt(told) {
  const [, ...messages] = told.messages.map(itemOf);
  const texts = { ...told, system: told.system_prompt };
  const lists = { functions_definitions: told.functions_definitions.map(toolOf), messages };
  return {
    window: told.context_window_size_max,
    at: "",
    model: "",
    parts: partsOf((name) => told[`num_tokens_${name}`] ?? 0, texts, lists),
  };
}

/** The prompt of a step, as `GET /v1/steps/{id}/context` tells it. @param {any} told @returns {Prompt} */
export function promptOf(told) {
  const messages = told.messages
    .map(itemOf)
    .slice(told.messages[0]?.message_type === "system_message" ? 1 : 0);
  const tools = told.tools.map((/** @type {string} */ name) => ({ title: name, text: "" }));
  const blocks = told.blocks.map((/** @type {any} */ { label, value }) => ({ title: label, text: value }));
  const lists = { functions_definitions: tools, messages, core_memory: blocks };
  return {
    window: told.context_window_limit,
    at: told.at,
    model: told.model,
    parts: partsOf((name) => told.num_tokens[name] ?? 0, { system: told.system ?? "" }, lists),
  };
}

/** @param {(name: Name) => number} tokens @param {Record<string, string>} texts @param {Record<string, Item[]>} lists @returns {PromptPart[]} */
function partsOf(tokens, texts, lists) {
  const items = (/** @type {Name} */ name) =>
    lists[name] ?? (texts[name] ? [{ title: "", text: texts[name] }] : []);
  return NAMES.map((name) => ({ name, tokens: tokens(name), items: items(name) })).filter(
    ({ tokens, items }) => tokens || items.length,
  );
}

/** @param {any} tool */
function toolOf({ function: { name, description, parameters } }) {
  return { title: name, text: `${description}\n\n${JSON.stringify(parameters, null, 2)}` };
}

/** @param {any} message @returns {Item} */
function itemOf({ message_type: type, content, reasoning, tool_call: call, tool_return: returned, summary }) {
  const said = Array.isArray(content) ? content.map(({ text }) => text ?? "…").join("\n") : content;
  const called = call ? `${call.name}(${call.arguments})` : "";
  return {
    title: type.replace("_message", ""),
    text: said || reasoning || called || returned || summary || "",
  };
}

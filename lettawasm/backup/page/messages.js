// What was said, as entries of the page.

const SPEAKERS = /** @type {Record<string, string>} */ ({
  user: "Person",
  assistant: "Agent",
  tool: "Tool",
  system: "Instructions",
  summary: "Summary",
  approval: "Approval",
});

/** @param {any} message @returns {Entry} */
function messageEntry(message) {
  const parts = messageParts(message);
  return {
    text: parts.map((part) => part.text).join("\n"),
    show: (words) =>
      h(
        "article",
        { class: `message ${message.role}` },
        h("header", {}, h("b", {}, SPEAKERS[message.role] ?? message.role), " ", timeOf(message.created_at)),
        ...parts.map((part) => partShown(part, words)),
      ),
  };
}

/** @typedef {{ text: string, title?: string, isFolded?: boolean }} Part */

/** @param {any} message @returns {Part[]} */
function messageParts(message) {
  const parts = /** @type {Part[]} */ ([]);
  const isTool = message.role === "tool";
  for (const part of isTool ? [] : (message.content ?? [])) {
    if (part.type === "text") parts.push({ text: part.text, ...folded(message.role, "The whole prompt") });
    else if (part.type === "reasoning")
      parts.push({ text: part.reasoning, title: "Thoughts", isFolded: true });
    else parts.push({ text: "", title: `[${part.type}]` });
  }
  for (const call of message.tool_calls ?? [])
    parts.push({ title: `Calls ${call.function.name}`, text: call.function.arguments });
  for (const answer of isTool ? (message.tool_returns ?? []) : [])
    parts.push({ title: `${answer.name} returned`, text: unframed(answer.func_response) });
  for (const verdict of message.approvals ?? [])
    parts.push({ title: verdict.approve === false ? "Refused" : "Approved", text: verdict.reason ?? "" });
  return parts;
}

/** @param {string} role @param {string} title */
function folded(role, title) {
  return role === "system" ? { title, isFolded: true } : {};
}

/** @param {Part} part @param {RegExp | null} words */
function partShown({ text, title, isFolded }, words) {
  const body = h("div", { class: "text" }, marked(text, words));
  if (!title) return body;
  if (isFolded) return h("details", { open: words?.test(text) ?? false }, h("summary", {}, title), body);
  return h("div", { class: "part" }, h("span", { class: "hint" }, title), text ? body : null);
}

/** What a tool returned stands in a frame of JSON. @param {any} said */
function unframed(said) {
  try {
    const frame = JSON.parse(said);
    if (typeof frame.message === "string" && "status" in frame && "time" in frame) return frame.message;
  } catch {} // no frame, then
  return typeof said === "string" ? said : JSON.stringify(said, null, 1);
}

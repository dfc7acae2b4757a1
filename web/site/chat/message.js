// Letta's messages as they come over the wire, in their several shapes.

/** A user's message keeps the key it was sent with; one message can hold both a reply and its reasoning. @param {any} message */
export function keyOf(message) {
  if (message.message_type === "user_message") return message.otid ?? message.id;
  if (["tool_call_message", "approval_request_message"].includes(message.message_type))
    return keyOfCall(message, callsOf(message)[0]);
  return `${message.id}/${message.message_type}`;
}

/** Some models number the calls of each step anew. @param {any} message @param {any} call */
export function keyOfCall(message, call) {
  return `${message.id}/${call?.tool_call_id}`;
}

/** In a token stream `tool_calls` is one object; elsewhere it is a list. @param {any} message */
export function callsOf({ tool_calls: calls, tool_call: call }) {
  return Array.isArray(calls) && calls.length ? calls : [call ?? calls].filter(Boolean);
}

/** @param {any} message */
export function returnsOf(message) {
  return message.tool_returns?.length ? message.tool_returns : [message];
}

/** What lettawasm itself tells an agent stands in the history as a user's message: a summary, for one. @param {any} message @returns {string | null} */
export function alertOf({ content }) {
  if (typeof content !== "string" || !content.startsWith("{")) return null;
  try {
    const { type, message } = JSON.parse(content);
    return type === "system_alert" && typeof message === "string" ? message : null;
  } catch {
    return null; // a person may write a brace
  }
}

/** Pictures that a message carries itself. Others would be loaded from somewhere, and aren't. @param {unknown} content @returns {string[]} */
export function picturesOf(content) {
  if (!Array.isArray(content)) return [];
  const sources = content.filter(({ type }) => type === "image").map(({ source }) => source);
  return sources
    .filter(({ data, media_type: type }) => data && /^image\/[\w.+-]+$/.test(type))
    .map(({ data, media_type: type }) => `data:${type};base64,${data}`);
}

/** What is sent: words, or words and pictures. @param {{ text: string, pictures: string[] }} item */
export function contentOf({ text, pictures }) {
  if (!pictures.length) return text;
  const shown = pictures.map((url) => {
    const [, media_type, data] = /** @type {RegExpExecArray} */ (/^data:(.+?);base64,(.+)$/.exec(url));
    return { type: "image", source: { type: "base64", media_type, data } };
  });
  return text ? [{ type: "text", text }, ...shown] : shown;
}

/** @param {unknown} content  text, or parts of it @returns {string} */
export function textOf(content) {
  if (typeof content === "string") return content;
  if (Array.isArray(content))
    return content.map((part) => part.text ?? (part.type === "image" ? "[image]" : "")).join("\n");
  return content === null || content === undefined ? "" : JSON.stringify(content);
}

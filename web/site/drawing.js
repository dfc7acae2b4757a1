// The elements of a conversation's items. They know of nothing but their item.
import { h } from "./dom.js";
import { markdown } from "./markdown.js";

/** @typedef {import("./items.js").Item} Item */
/** @typedef {import("./conversation.js").Conversation} Conversation */

export const thinking = h("div", { class: "thinking", "aria-hidden": "true" }, h("i"), h("i"), h("i"));

/** @param {Item} item @param {Conversation} conversation  whom to tell of clicks @returns {HTMLElement} */
export function draw(item, conversation) {
  const { kind, text } = item;
  if (kind === "user") return drawUser(item);
  if (kind === "assistant") return h("div", { class: "message assistant" }, markdown(text));
  if (kind === "error") return drawError(item, () => conversation.retry());
  if (kind === "note") return h("p", { class: "note" }, text);
  if (kind === "tool") return item.asks ? drawAsking(item, conversation) : drawTool(item);
  const title = kind === "reasoning" ? "Thought" : "Earlier messages, in short";
  return fold("aside", title, h("div", {}, markdown(text)));
}

/** @param {Item} item */
function drawUser({ text, pictures, isWaiting }) {
  const shown = pictures.map((src, at) => h("img", { src, alt: `Picture ${at + 1}` }));
  const words = text || !shown.length ? h("p", {}, text) : null;
  return h("div", { class: isWaiting ? "message user waiting" : "message user" }, ...shown, words);
}

/** @param {Item} item @param {() => void} retry */
function drawError({ text, canRetry }, retry) {
  const button = canRetry ? h("button", { type: "button", onclick: retry }, "Try again") : null;
  return h("div", { class: "message error", role: "alert" }, h("p", {}, text), button);
}

/** A call that waits for a person's word, with exactly what it would be called with. @param {Item} item @param {Conversation} conversation */
function drawAsking(item, conversation) {
  const { name, arguments: text } = item.tool ?? { name: "", arguments: "" };
  const isOfThisPage = conversation.tools.has(name);
  const say = (/** @type {string} */ label, /** @type {boolean} */ word, always = false) =>
    h("button", { type: "button", onclick: () => conversation.answer(item, word, always) }, label);
  const buttons = [
    say("Allow", true),
    isOfThisPage ? say("Always allow on this page", true, true) : null,
    say("Don't allow", false),
  ];
  const said = h("p", {}, item.word ? "Allowed. Other calls wait for your word." : "Not allowed.");
  return h(
    "div",
    { class: "message asks", role: "group", "aria-label": `The agent wants to use ${name}` },
    h("p", {}, "The agent wants to use ", h("strong", {}, name), isOfThisPage ? " of this page:" : ":"),
    h("pre", {}, h("code", {}, pretty(text))),
    item.word === null ? h("div", { class: "row" }, ...buttons) : said,
  );
}

/** A tool call that changed memory shows the change; any other shows what it said. @param {Item} item */
function drawTool({ tool, edits }) {
  if (!tool) return h("div");
  const details = [
    h("h4", {}, "Call"),
    h("pre", {}, h("code", {}, `${tool.name}(${pretty(tool.arguments)})`)),
    tool.result === null ? null : h("h4", {}, "Result"),
    tool.result === null ? null : h("pre", {}, h("code", {}, tool.result)),
  ];
  if (edits.length) {
    const changes = edits.map(({ before, after }) => diff(before ?? "", after ?? ""));
    const labels = [...new Set(edits.map(({ label }) => label))].join(", ");
    return fold(
      "memory-chip",
      `memory updated · ${labels}`,
      ...changes,
      fold("aside", tool.name, ...details),
    );
  }
  const title =
    tool.result === null ? `using ${tool.name} …` : `${tool.isError ? "failed" : "used"} ${tool.name}`;
  return fold(tool.isError ? "aside failed" : "aside", title, ...details);
}

/** @param {string} kind @param {string} title @param {(Node | null)[]} content */
function fold(kind, title, ...content) {
  return h("details", { class: kind }, h("summary", {}, title), ...content);
}

/** @param {string} json */
function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json; // still arriving, or not JSON
  }
}

/** What a person unfolded stays unfolded. @param {HTMLElement | undefined} old @param {HTMLElement} next */
export function keepOpen(old, next) {
  if (old instanceof HTMLDetailsElement && next instanceof HTMLDetailsElement) next.open = old.open;
}

/** What changed in a block: the lines that went and the lines that came, with one line around them. @param {string} before @param {string} after */
function diff(before, after) {
  const [old, now] = [before, after].map((text) => (text ? text.split("\n") : []));
  const start = commonStart(old, now);
  const end = Math.min(
    commonStart(old.toReversed(), now.toReversed()),
    Math.min(old.length, now.length) - start,
  );
  return h(
    "div",
    { class: "diff" },
    ...old.slice(Math.max(0, start - 1), start).map((line) => h("div", {}, line)),
    ...old.slice(start, old.length - end).map((line) => h("del", {}, line)),
    ...now.slice(start, now.length - end).map((line) => h("ins", {}, line)),
    ...now.slice(now.length - end, now.length - end + 1).map((line) => h("div", {}, line)),
  );
}

/** How many lines two texts have in common before the first that differs. @param {string[]} a @param {string[]} b */
function commonStart(a, b) {
  const index = a.findIndex((line, at) => line !== b[at]);
  return index < 0 ? a.length : index;
}

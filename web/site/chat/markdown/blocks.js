// The blocks of Markdown as DOM, from a closed list of elements. Blocks that didn't change keep their elements, so that
// an answer can grow without being drawn again.
import { h } from "../../dom.js";
import { visible } from "./glyphs.js";
import { inline } from "./inline.js";

/** @typedef {import("./inline.js").Token} Token */
/** @typedef {import("./links.js").Words} Words */

const UNSEEN = ["space", "def"];

/** Bring what `old` became up to what `next` is. @param {Element} parent @param {Token[]} old @param {Token[]} next @param {Words} t */
export function patch(parent, old, next, t) {
  const [before, after] = [old, next].map((tokens) => tokens.filter(({ type }) => !UNSEEN.includes(type)));
  for (const [index, token] of after.entries()) {
    const there = parent.children[index];
    if (there && before[index] && grows(there, before[index], token, t)) continue;
    const element = block(token, t);
    if (there) there.replaceWith(element);
    else parent.append(element);
  }
  while (parent.children.length > after.length) parent.lastElementChild?.remove();
}

/** Whether an element could be made to show what its token became. @param {Element} element @param {Token} old @param {Token} token @param {Words} t */
function grows(element, old, token, t) {
  if (old.type !== token.type) return false;
  if (old.raw === token.raw) return true;
  if (token.type === "code" && old.lang === token.lang) {
    element.querySelector("code")?.replaceChildren(...visible(token.text));
    return true;
  }
  if (token.type === "list" && old.ordered === token.ordered && old.start === token.start)
    patch(element, old.items, token.items, t);
  else if (token.type === "blockquote" || (token.type === "list_item" && old.task === token.task))
    patch(element, old.tokens, token.tokens, t);
  else return false;
  return true;
}

/** @param {Token} token @param {Words} t @returns {HTMLElement} */
function block(token, t) {
  switch (token.type) {
    case "paragraph":
      return h("p", { dir: "auto" }, ...inline(token.tokens, t));
    case "heading":
      return h(
        /** @type {"h3"} */ (`h${Math.min(6, token.depth + 2)}`),
        { dir: "auto" },
        ...inline(token.tokens, t),
      );
    case "code":
      return code(token, t);
    case "list":
      return list(token, t);
    case "list_item":
      return filled(h("li", { class: token.task ? "task" : null, dir: "auto" }), token.tokens, t);
    case "blockquote":
      return filled(h("blockquote", { dir: "auto" }), token.tokens, t);
    case "table":
      return table(token, t);
    case "hr":
      return h("hr");
    case "text":
    case "checkbox":
      return h("span", {}, ...inline([token], t));
    default:
      return h("p", { class: "raw", dir: "auto" }, ...visible(token.raw.trim()));
  }
}

/** @param {HTMLElement} element @param {Token[]} tokens @param {Words} t */
function filled(element, tokens, t) {
  patch(element, [], tokens, t);
  return element;
}

/** @param {Token} token @param {Words} t */
function list({ ordered, start, items }, t) {
  const element = ordered ? h("ol", { start: String(start || 1) }) : h("ul");
  return filled(element, items, t);
}

/** @param {Token} token @param {Words} t */
function code({ text, lang }, t) {
  const inner = h("code", {}, ...visible(text));
  const copy = h("button", { type: "button", class: "quiet", onclick: () => copied(inner, copy, t) }, t.copy);
  const [language] = (lang ?? "").split(/\s/);
  const bar = h("div", { class: "bar" }, h("span", {}, ...visible(language)), copy);
  return h("div", { class: "code", dir: "ltr" }, bar, h("pre", { tabindex: "0" }, inner));
}

/** @param {HTMLElement} from @param {HTMLElement} button @param {Words} t */
async function copied(from, button, t) {
  await navigator.clipboard.writeText(from.textContent ?? "");
  button.textContent = t.copied;
  setTimeout(() => (button.textContent = t.copy), 1500);
}

/** @param {Token} token @param {Words} t */
function table({ header, rows }, t) {
  const row = (/** @type {Token[]} */ cells, /** @type {"th" | "td"} */ tag) =>
    h(
      "tr",
      {},
      ...cells.map((cell) => h(tag, { class: cell.align, dir: "auto" }, ...inline(cell.tokens, t))),
    );
  return h(
    "div",
    { class: "scrolls", tabindex: "0" },
    h(
      "table",
      {},
      h("thead", {}, row(header, "th")),
      h("tbody", {}, ...rows.map((/** @type {Token[]} */ cells) => row(cells, "td"))),
    ),
  );
}

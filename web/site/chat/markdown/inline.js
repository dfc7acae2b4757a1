// What stands in a line of Markdown, as DOM. What isn't known here appears as it was written, HTML above all.
import { h } from "../../dom.js";
import { visible } from "./glyphs.js";
import { link, picture } from "./links.js";

/** @typedef {import("./links.js").Words} Words */
/** A token of marked's; each kind has fields of its own. @typedef {any} Token */

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", "#39": "'" };

/** @param {Token[]} tokens @param {Words} t @returns {(string | Node)[]} */
export function inline(tokens, t) {
  return tokens.flatMap((token) => drawn(token, t));
}

/** @param {Token} token @param {Words} t @returns {(string | Node)[]} */
function drawn(token, t) {
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return [h(/** @type {"em"} */ (token.type), {}, ...inline(token.tokens, t))];
    case "text":
      return token.tokens ? inline(token.tokens, t) : visible(decoded(token.text));
    case "escape":
      return visible(token.text);
    case "codespan":
      return [h("code", { dir: "ltr" }, ...visible(token.text))];
    case "br":
      return [h("br")];
    case "link":
      return link(token.href, inline(token.tokens, t));
    case "image":
      return picture(token.href, token.text, t);
    case "checkbox":
      return [
        h("input", { type: "checkbox", disabled: true, checked: token.checked, "aria-label": t.task }),
        " ",
      ];
    default:
      return visible(token.raw);
  }
}

/** @param {string} text */
function decoded(text) {
  return text.replace(/&(#39|[a-z]+);/g, (whole, name) => ENTITIES[name] ?? whole);
}

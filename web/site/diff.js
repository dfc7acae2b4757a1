// What changed in a block: the lines that went and the lines that came, with one line around them.
import { h } from "./dom.js";

/** @param {string} before @param {string} after @returns {HTMLElement} */
export function diff(before, after) {
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

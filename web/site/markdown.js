// The little Markdown that models write, as DOM: paragraphs, headings, lists, quotes, code, bold, italic and
// links. No HTML is ever parsed and nothing is loaded, so a reply can't do more than be read.
import { h } from "./dom.js";

const INLINE =
  /(`+)(?<code>.+?)\1|\*\*(?<bold>.+?)\*\*|(?<![\w*])\*(?<italic>[^*\s][^*]*)\*(?![\w*])|\[(?<label>[^\]]+)\]\((?<href>[^\s)]+)\)|(?<url>https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"])/gs;

/** @param {string} text @returns {DocumentFragment} */
export function markdown(text) {
  const fragment = document.createDocumentFragment();
  const lines = text.split("\n");
  while (lines.length) {
    const block = takeBlock(lines);
    if (block) fragment.append(block);
  }
  return fragment;
}

/** Take the next block off `lines`. @param {string[]} lines @returns {HTMLElement | null} */
function takeBlock(lines) {
  const [line] = lines;
  if (!line.trim()) {
    lines.shift();
    return null;
  }
  if (/^\s*```/.test(line)) return codeBlock(lines);
  const heading = line.match(/^#{1,6}\s+(.*)$/);
  if (heading) {
    lines.shift();
    return h("p", { class: "heading" }, ...inline(heading[1]));
  }
  if (isItem(line)) return list(lines);
  if (/^>\s?/.test(line)) {
    const quoted = takeWhile(lines, (each) => /^>\s?/.test(each)).map((each) => each.replace(/^>\s?/, ""));
    return h("blockquote", {}, markdown(quoted.join("\n")));
  }
  const starts = /^\s*(```|#{1,6}\s|>\s?)/;
  const paragraph = [
    lines.shift() ?? "",
    ...takeWhile(lines, (each) => !!each.trim() && !starts.test(each) && !isItem(each)),
  ];
  return h("p", {}, ...inline(paragraph.join("\n")));
}

/** @param {string[]} lines */
function codeBlock(lines) {
  lines.shift();
  const code = takeWhile(lines, (each) => !/^\s*```/.test(each));
  lines.shift();
  return h("pre", {}, h("code", {}, code.join("\n")));
}

/** @param {string[]} lines */
function list(lines) {
  const isOrdered = /^\s*\d/.test(lines[0]);
  const items = takeWhile(lines, (each) => isItem(each) || /^\s+\S/.test(each));
  const entries = [];
  for (const line of items) {
    if (isItem(line)) entries.push(line.replace(ITEM, ""));
    else entries[entries.length - 1] += `\n${line.trim()}`;
  }
  return h(isOrdered ? "ol" : "ul", {}, ...entries.map((entry) => h("li", {}, ...inline(entry))));
}

const ITEM = /^\s*([-*+•]|\d+[.)])\s+/;

/** @param {string} line */
function isItem(line) {
  return ITEM.test(line);
}

/** @param {string[]} lines @param {(line: string) => boolean} test */
function takeWhile(lines, test) {
  const end = lines.findIndex((line) => !test(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

/** @param {string} text @returns {(Node | string)[]} */
function inline(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    parts.push(text.slice(end, found.index), styled(found.groups ?? {}));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

/** @param {Record<string, string | undefined>} groups */
function styled({ code, bold, italic, label, href, url }) {
  if (code !== undefined) return h("code", {}, code);
  if (bold !== undefined) return h("strong", {}, ...inline(bold));
  if (italic !== undefined) return h("em", {}, ...inline(italic));
  const target = url ?? href ?? "";
  return link(target, label ?? target);
}

/** @param {string} href @param {string} label */
function link(href, label) {
  if (!/^(https?:|mailto:)/i.test(href)) return label; // no javascript:, no data:
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, label);
}

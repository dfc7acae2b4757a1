// Marks words where they stand, without touching the text.

const NAME = "lw-found";

/** @param {HTMLElement} element @param {string[]} words */
export function mark(element, words) {
  if (!("highlights" in CSS)) return;
  const ranges = words.length ? rangesOf(element, words) : [];
  CSS.highlights.set(NAME, new Highlight(...ranges));
}

export function unmark() {
  if ("highlights" in CSS) CSS.highlights.delete(NAME);
}

/** @param {HTMLElement} element @param {string[]} words */
function rangesOf(element, words) {
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const wanted = new RegExp(escaped.join("|"), "giu");
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const ranges = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const { 0: found, index } of (node.nodeValue ?? "").matchAll(wanted)) {
      const range = new Range();
      range.setStart(node, index);
      range.setEnd(node, index + found.length);
      ranges.push(range);
    }
  return ranges;
}

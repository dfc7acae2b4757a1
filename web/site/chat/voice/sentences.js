// What of a growing text can be said already: its whole sentences, without the marks of Markdown.

/**
 * @param {string} text
 * @param {number} from  where what was not said yet begins
 * @param {boolean} isWhole  whether nothing more comes
 * @returns {{ sentences: string[], to: number }}
 */
export function sentencesOf(text, from, isWhole) {
  const segments = [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text.slice(from))];
  const ready = isWhole ? segments : segments.slice(0, -1); // the last one may go on
  const to = from + ready.reduce((length, { segment }) => length + segment.length, 0);
  return { sentences: ready.map(({ segment }) => spoken(segment)).filter(Boolean), to };
}

/** @param {string} text */
function spoken(text) {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`#>|~]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

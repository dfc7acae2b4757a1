// What a new tool begins with, by its language.

/** @type {Record<string, string>} */
export const DRAFTS = {
  python: `def count_words(text: str, least: int = 1) -> dict:
    """Count the words of a text.

    Args:
        text (str): The text.
        least (int): Leave out words that are rarer than this.
    """
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return {word: n for word, n in counts.items() if n >= least}
`,
  typescript: `/**
 * Count the words of a text.
 * @param text The text.
 * @param least Leave out words that are rarer than this.
 */
export function count_words(text: string, least: number = 1): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of text.toLowerCase().split(/\\s+/)) counts[word] = (counts[word] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n >= least));
}
`,
  javascript: `/**
 * Count the words of a text.
 * @param {string} text The text.
 * @param {number} [least] Leave out words that are rarer than this.
 */
export function count_words(text, least = 1) {
  const counts = {};
  for (const word of text.toLowerCase().split(/\\s+/)) counts[word] = (counts[word] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n >= least));
}
`,
};

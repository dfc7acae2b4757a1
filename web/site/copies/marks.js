// How safe memory is, as four marks of which some are filled.
import { svg } from "../lib/lit.js";

const ALL = [0, 1, 2, 3];

/** @param {number} filled */
export function marks(filled) {
  const mark = (/** @type {number} */ index) =>
    svg`<rect x=${index * 7 + 1} y="1" width="5" height="12" rx="1.500" class=${index < filled ? "full" : "free"} />`;
  return svg`${ALL.map(mark)}`;
}

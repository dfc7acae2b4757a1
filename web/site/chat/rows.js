// The rows of a conversation: its items as they are read, with the calls of one step together and a line for each day.
import { date } from "../words/words.js";

/** @typedef {import("./items.js").Item} Item */
/**
 * @typedef {object} Row
 * @property {string} key
 * @property {Item[]} items  one, or the calls of a step
 * @property {string} day  when a new one begins with this row, in words
 * @property {string} stamp  another one whenever the row looks otherwise
 */

/** @param {Item[]} items @returns {Row[]} */
export function rowsOf(items) {
  /** @type {Row[]} */
  const rows = [];
  let last = "";
  for (const item of items) {
    const previous = rows.at(-1)?.items[0];
    if (previous && areOfOneStep(previous, item)) {
      rows[rows.length - 1].items.push(item);
      rows[rows.length - 1].stamp += `,${item.stamp}`;
      continue;
    }
    const today = item.date.slice(0, 10);
    const day = today && today !== last ? dayOf(item.date) : "";
    last = today || last;
    rows.push({ key: item.key, items: [item], day, stamp: `${day}${item.stamp}` });
  }
  return rows;
}

/** @param {Item} one @param {Item} other */
function areOfOneStep(one, other) {
  return isPlainCall(one) && isPlainCall(other) && one.id === other.id && one.id !== "";
}

/** @param {Item} item */
function isPlainCall({ kind, asks, edits }) {
  return kind === "tool" && !asks && !edits.length;
}

/** @type {Map<string, string>} */
const days = new Map();

/** @param {string} iso */
function dayOf(iso) {
  const day = iso.slice(0, 10);
  if (!days.has(day))
    days.set(day, date(iso, { weekday: "long", day: "numeric", month: "long", year: "numeric" }));
  return days.get(day) ?? "";
}

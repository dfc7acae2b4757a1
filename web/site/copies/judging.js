// What there is to say of how safe memory is: in a few words for the meter, and in a sentence.
import { words } from "../words/words.js";
import { canChoose } from "./folder.js";
import { day } from "./when.js";

const t = await words("copies");

/** @typedef {keyof typeof t.troubles} Trouble */
/** @typedef {{ short: string, sentence: string, advice: string, filled: number, isWarning: boolean }} Judgement */

const FILLED = { alone: 1, old: 2, copied: 2, checked: 3, safe: 4 };

/** @param {import("./copies.js").Copies} copies @returns {Judgement | null}  null as long as nothing is known */
export function judge(copies) {
  const { overview } = copies;
  if (!overview) return null;
  const { level } = overview.verdict;
  const trouble = troubleOf(copies, overview.verdict.warnings);
  return {
    short: trouble ? t.meter[trouble] : shortOf(overview),
    sentence: sentenceOf(overview),
    advice: trouble ? t.troubles[trouble] : adviceOf(level),
    filled: FILLED[level],
    isWarning: Boolean(trouble) || level === "alone" || level === "old",
  };
}

/** @param {import("./types.js").Overview} overview */
function shortOf(overview) {
  const { level, places, checked_at: checkedAt } = overview.verdict;
  if (level === "alone") return t.meter.alone;
  if (level === "old") return t.meter.old(day(newest(overview)));
  return level === "copied" ? t.meter.copied(places) : t.meter.checked(places, day(checkedAt ?? 0));
}

/** @param {keyof typeof FILLED} level */
function adviceOf(level) {
  return level === "alone" && !canChoose ? t.advice.aloneSave : t.advice[level];
}

/** @param {import("./types.js").Overview} overview */
function sentenceOf(overview) {
  const { level, places, checked_at: checkedAt } = overview.verdict;
  if (level === "alone") return t.verdict.alone;
  if (level === "old") return t.verdict.old(day(newest(overview)));
  return level === "copied" ? t.verdict.copied(places) : t.verdict.checked(places, day(checkedAt ?? 0));
}

/** The worst first. @param {import("./copies.js").Copies} copies @param {string[]} warnings @returns {Trouble | null} */
function troubleOf({ needsPermission, problems }, warnings) {
  if (needsPermission) return "permission";
  if (Object.keys(problems).length || warnings.includes("failed")) return "failed";
  if (warnings.includes("damaged")) return "damaged";
  return warnings.includes("room") ? "room" : null;
}

/** @param {import("./types.js").Overview} overview */
function newest({ copies }) {
  return copies.find(({ problem }) => !problem)?.made_at ?? Date.now();
}

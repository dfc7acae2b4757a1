// What there is to say of how safe memory is: in a few words for the meter, and in a sentence.
import { words } from "../words/words.js";
import { day } from "./when.js";

const t = await words("copies");

/** @typedef {{ short: string, sentence: string, filled: number, isWarning: boolean }} Judgement */

const FILLED = { alone: 1, old: 2, copied: 2, checked: 3, safe: 4 };

/** @param {import("./copies.js").Copies} copies @returns {Judgement | null}  null as long as nothing is known */
export function judge({ overview, needsPermission, problems }) {
  if (!overview) return null;
  const { level, places, checked_at: checkedAt, warnings } = overview.verdict;
  const filled = FILLED[level];
  const sentence = sentenceOf(overview);
  const trouble = troubleOf(warnings, needsPermission, Object.keys(problems).length > 0);
  if (trouble)
    return { short: t.meter[trouble], sentence: `${sentence} ${t.meter[trouble]}.`, filled, isWarning: true };
  const short = {
    alone: () => t.meter.alone,
    old: () => t.meter.old(day(newest(overview))),
    copied: () => t.meter.copied(places),
    checked: () => t.meter.checked(places, day(checkedAt ?? 0)),
    safe: () => t.meter.checked(places, day(checkedAt ?? 0)),
  }[level]();
  return { short, sentence, filled, isWarning: level === "alone" || level === "old" };
}

/** @param {import("./types.js").Overview} overview */
export function sentenceOf(overview) {
  const { level, places, checked_at: checkedAt } = overview.verdict;
  if (level === "alone") return t.verdict.alone;
  if (level === "old") return t.verdict.old(day(newest(overview)));
  return level === "copied" ? t.verdict.copied(places) : t.verdict.checked(places, day(checkedAt ?? 0));
}

/** The worst first. @param {string[]} warnings @param {boolean} needsPermission @param {boolean} hasProblems */
function troubleOf(warnings, needsPermission, hasProblems) {
  if (needsPermission) return "permission";
  if (hasProblems || warnings.includes("failed")) return "failed";
  if (warnings.includes("damaged")) return "damaged";
  return warnings.includes("room") ? "room" : null;
}

/** @param {import("./types.js").Overview} overview */
function newest({ copies }) {
  return copies.find(({ problem }) => !problem)?.made_at ?? Date.now();
}

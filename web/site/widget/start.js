// The start of the runtime, as a sentence and as a part of the whole.

/** @typedef {import("../election.js").Status} Status */

/**
 * Nothing, when it is over or another tab's.
 * @param {Status} status
 * @param {import("./wording.js").Words} words
 */
export function startOf({ role, stage, fraction, error }, words) {
  if (stage === "ready" || role === "follower" || (role === "standby" && stage === "none")) return null;
  /** @type {Record<string, [string, number, number]>} */
  const stages = {
    download: [words.fetching(Math.round(fraction * 100)), 0.02, 0.6],
    imports: [words.starting, 0.6, 0.9],
    snapshot: [words.waking, 0.3, 0.8],
    booted: [words.opening, 0.9, 0.95],
    storage: [words.opening, 0.95, 1],
  };
  const [said, from, to] = stages[stage] ?? [words.starting, 0, 0.02];
  return { said, fraction: from + (to - from) * fraction, problem: error?.message ?? "" };
}

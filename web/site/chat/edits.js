// What tool calls changed in memory, and taking it back. Memory's versions tell both.
import { diffWords } from "../diff.js";

/**
 * A change of a block or a passage. `version` counts the object's versions, and `backIn` is the one that took it back,
 * by whomever; 0 as long as it stands.
 * @typedef {{ objectId: string, kind: "block" | "passage", version: number, label: string, before: string | null, after: string | null, callId: string | null, stepId: string | null, date: string, backIn: number }} Edit
 */

const MOST = 100; // versions that are read at once

/**
 * The edits of a time, by the call that made them.
 * @param {import("../api.js").Api} api @param {string} agentId
 * @param {string} since  ISO @param {string} until  ISO, or empty for now
 * @returns {Promise<Map<string, Edit[]>>}
 */
export async function editsOf(api, agentId, since, until) {
  const query = new URLSearchParams({ about_agent_id: agentId, states: "true", limit: String(MOST) });
  for (const kind of ["block", "passage"]) query.append("kind", kind);
  query.set("start_date", since);
  if (until) query.set("end_date", until);
  const versions = await api.get(`/v1/memory/versions?${query}`);
  const all = versions.map(editOf).toReversed();
  const changes = all.map(changeOf);
  for (const [at, edit] of all.entries()) if (edit.callId) edit.backIn = backIn(at, all, changes);
  return Map.groupBy(all, ({ stepId, callId }) => nameOf(stepId, callId));
}

/** By which an edit and its call find each other. @param {string | null} stepId @param {string | null} callId */
export function nameOf(stepId, callId) {
  return `${stepId}/${callId}`;
}

/** @param {any} version @returns {Edit} */
function editOf({ object_id: objectId, kind, number, before, after, ...cause }) {
  const text = (/** @type {any} */ state) => (kind === "block" ? state?.value : state?.text) ?? null;
  return {
    objectId,
    kind,
    version: number,
    label: (after ?? before)?.label ?? "",
    before: text(before),
    after: text(after),
    callId: cause.tool_call_id,
    stepId: cause.step_id,
    date: cause.created_at,
    backIn: 0,
  };
}

/** The version that took an edit back, unless another one brought it again. @param {number} at @param {Edit[]} all @param {Map<string, number>[][]} changes  words that went and that came in each */
function backIn(at, all, changes) {
  const [gone, come] = changes[at];
  let found = 0;
  for (let later = at + 1; later < all.length; later++) {
    if (all[later].objectId !== all[at].objectId) continue;
    const [nowGone, nowCome] = changes[later];
    if (has(nowGone, come) && has(nowCome, gone)) found = all[later].version;
    else if (has(nowGone, gone) && has(nowCome, come)) found = 0;
  }
  return found;
}

/** Whether all of some words are among others. @param {Map<string, number>} all @param {Map<string, number>} some */
function has(all, some) {
  return [...some].every(([word, count]) => (all.get(word) ?? 0) >= count);
}

/** The words that an edit took out and those that it put in: where between them is often a matter of taste. @param {Edit} edit */
function changeOf({ before, after }) {
  const pieces = diffWords(before ?? "", after ?? "");
  return ["gone", "come"].map((wanted) => {
    /** @type {Map<string, number>} */
    const counts = new Map();
    const texts = pieces.filter(({ kind }) => kind === wanted).map(({ text }) => text);
    for (const word of texts.join(" ").match(/\S+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts;
  });
}

/**
 * Take back what a call changed; what was written since stays.
 * @param {import("../api.js").Api} api @param {string} agentId @param {Edit[]} edits  of one call
 */
export async function takeBack(api, agentId, edits) {
  const [{ callId, stepId }] = edits;
  const cause = { agent_id: agentId, tool_call_id: callId, ...(stepId && { step_id: stepId }) };
  await api.post("/v1/memory/forget", { ...cause, erase: false, dry_run: false });
}

/**
 * Bring back what stood before edits were taken back. Rejects with `sentence` where others wrote since.
 * @param {import("../api.js").Api} api @param {Edit[]} edits @param {string} sentence
 */
export async function redo(api, edits, sentence) {
  for (const { objectId, backIn } of edits) {
    const [newest] = await api.get(`/v1/memory/objects/${objectId}/versions?limit=1`);
    if (newest.number !== backIn) throw new Error(sentence);
    await api.post(`/v1/memory/objects/${objectId}/restore`, { version: backIn - 1 });
  }
}

// What tool calls changed in memory, and taking it back. Memory's versions tell both.

/**
 * A change of a block or a passage. `version` counts the object's versions; `isBack` when a later version undid it.
 * @typedef {{ objectId: string, kind: "block" | "passage", version: number, label: string, before: string | null, after: string | null, callId: string | null, stepId: string | null, date: string, isBack: boolean }} Edit
 */

const MOST = 100; // versions that are read at once
const RETURNED = new Set(["person", "restore"]); // who takes an edit back

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
  for (const [index, edit] of all.entries())
    edit.isBack = all.slice(index + 1).some((/** @type {any} */ later) => takesBack(later, edit));
  return Map.groupBy(all, ({ stepId, callId }) => nameOf(stepId, callId));
}

/** By which an edit and its call find each other. @param {string | null} stepId @param {string | null} callId */
export function nameOf(stepId, callId) {
  return `${stepId}/${callId}`;
}

/** @param {any} version @returns {Edit & { actor: string }} */
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
    actor: cause.actor,
    isBack: false,
  };
}

/** @param {Edit & { actor: string }} later @param {Edit} edit */
function takesBack(later, edit) {
  const isOfIt = later.objectId === edit.objectId && RETURNED.has(later.actor);
  return isOfIt && later.after === edit.before && later.before !== later.after;
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

/** Bring back what stood before an edit was taken back. @param {import("../api.js").Api} api @param {Edit[]} edits */
export async function redo(api, edits) {
  for (const { objectId, version } of edits)
    await api.post(`/v1/memory/objects/${objectId}/restore`, { version });
}

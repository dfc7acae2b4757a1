// Calls of tools that wait for a person's word, over all agents, and the word on them.

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {{ block_id: string, label: string, before: string | null, after: string | null }} Change */
/**
 * @typedef {{ tool_call_id: string, name: string, arguments: string, by: "person" | "client", reason: string | null,
 *   changes: Change[] }} Call  `by` is who gives the word: a person, or the page that the tool runs in
 * @typedef {{ message_id: string, agent_id: string, agent_name: string, conversation_id: string | null,
 *   run_id: string | null, created_at: string, text: string, calls: Call[] }} Waiting
 */

/** @typedef {{ approve: boolean, reason: string }} Verdict  the reason is one for a no */

const PATH = "/v1/approvals?limit=100";
const NO = { approve: false, reason: "" };

/** @param {App} app @returns {Promise<Waiting[]>} */
export function allWaiting(app) {
  return app.api.get(PATH);
}

/** How many calls wait. @param {App} app */
export async function waiting(app) {
  return (await allWaiting(app)).reduce((sum, { calls }) => sum + calls.length, 0);
}

/** Whether this page can carry it out, or a person's word is enough. @param {App} app @param {Call} call */
export function canAllow(app, { by, name }) {
  return by === "person" || app.runtime.tools.has(name);
}

/**
 * Answer all calls of a reply; the agent goes on by itself, whoever listens.
 * @param {App} app @param {Waiting} one @param {Map<string, Verdict>} verdicts  by the calls' ids
 */
export async function answer(app, one, verdicts) {
  const approvals = await Promise.all(
    one.calls.map((call) => verdictOn(app, call, verdicts.get(call.tool_call_id) ?? NO)),
  );
  const place = one.conversation_id ? `conversations/${one.conversation_id}` : `agents/${one.agent_id}`;
  const body = { messages: [{ type: "approval", approvals }], streaming: true };
  const response = await app.api.request("POST", `/v1/${place}/messages`, body);
  await response.body?.cancel();
}

/** @param {App} app @param {Call} call @param {Verdict} verdict */
async function verdictOn(app, call, { approve, reason }) {
  const { tool_call_id, name, arguments: text } = call;
  if (call.by === "client" && approve)
    return { type: "tool", tool_call_id, ...(await app.runtime.tools.call(name, text)) };
  if (call.by === "client")
    return {
      type: "tool",
      tool_call_id,
      tool_return: reason || "The person did not allow this call.",
      status: "error",
    };
  return { type: "approval", tool_call_id, approve, ...(reason && !approve && { reason }) };
}

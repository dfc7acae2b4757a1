// Going back: of one thing, or of the whole agent, or into a new one. Whatever is done can be taken back.
import { date, words } from "../../words/words.js";

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {import("./version.js").Head} Head */

const t = await words("memory");

/** @param {App} app @param {string} objectId @param {number} version @param {string} label */
export async function restoreObject(app, objectId, version, label) {
  const path = `/v1/memory/objects/${objectId}/restore`;
  const { changes } = await app.api.post(path, { version });
  if (!changes.length) return app.tell(t.isSoAlready);
  const before = changes.find((/** @type {Head} */ { object_id: id }) => id === objectId)?.number - 1;
  const undo = () => app.api.post(path, { version: before });
  app.tell(t.restored(label), { action: t.undo, onAction: undo });
}

/** What it would change is shown first. @param {App} app @param {string} agentId @param {Head} head */
export async function restoreAgent(app, agentId, head) {
  const path = `/v1/agents/${agentId}/restore`;
  const { changes } = await app.api.post(path, { moment: head.id, dry_run: true });
  if (!changes.length) return app.tell(t.isSoAlready);
  await import("./changes.js");
  const text = Object.assign(document.createElement("lw-changes"), { changes, note: t.restoreNote });
  const question = { title: t.restoreAllTitle(date(head.created_at)), text, yes: t.restoreAll };
  if (!(await app.ask(question))) return;
  const [newest] = await app.api.get(`/v1/memory/versions?about_agent_id=${agentId}&limit=1`);
  await app.api.post(path, { moment: head.id });
  const undo = () => app.api.post(path, { moment: newest.id });
  app.tell(t.isBack(date(head.created_at)), { action: t.undo, onAction: undo });
}

/** @param {App} app @param {string} agentId @param {Head} head */
export async function forkAt(app, agentId, head) {
  const made = await app.api.post(`/v1/agents/${agentId}/fork`, { moment: head.id });
  await app.listAgents();
  const open = () => {
    app.selectAgent(made.id);
    app.go(app.link("memory", made.id));
  };
  app.tell(t.forked(made.name), { action: t.open, onAction: open });
}

// Taking an agent along as a file, making another one of it, and parting with it.
import { h } from "../../dom.js";
import { words } from "../../words/words.js";
import { sizeInMind } from "./people.js";

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {import("./people.js").Agent} Agent */

const t = await words("agents");

/** @param {App} app @param {Agent} agent @param {boolean} [withMessages] */
export async function saveFile(app, agent, withMessages = true) {
  const query = withMessages ? "" : "?scrub_messages=true";
  const response = await app.api.request("GET", `/v1/agents/${agent.id}/export${query}`);
  return save(app, `${agent.name}.af`, response);
}

/** @param {App} app @param {Agent} agent @param {"json" | "html"} [format] */
export async function saveBackup(app, agent, format = "json") {
  const body = { format, with_history: true, with_messages: true };
  const response = await app.api.request("POST", `/v1/agents/${agent.id}/backup`, body);
  return save(app, nameIn(response) || `${agent.name}.${format}`, response);
}

/** @param {App} app @param {string} name @param {Response} response */
async function save(app, name, response) {
  app.download(name.replace(/[/\\:]/g, "-"), await response.blob());
  return t.exported(name);
}

/** @param {Response} response */
function nameIn({ headers }) {
  const told = headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(told)?.[1];
  return encoded ? decodeURIComponent(encoded) : (/filename="([^"]+)"/.exec(told)?.[1] ?? "");
}

/** The id of one that knows what this one knows. @param {App} app @param {Agent} agent @returns {Promise<string>} */
export async function duplicate(app, { id, name }) {
  const made = await app.api.post(`/v1/agents/${id}/fork`, { name: t.copyName(name) });
  await app.listAgents();
  return made.id;
}

/** Ask what has to be asked, and delete. @param {App} app @param {Agent} agent @returns {Promise<boolean>} whether it is gone */
export async function part(app, agent) {
  if (app.agents.every(({ id }) => id === agent.id)) {
    app.tell(t.lastOne, { isError: true });
    return false;
  }
  const keep = h("input", { type: "checkbox", checked: true });
  const text = h(
    "div",
    { class: "stack" },
    h("p", {}, await loss(app, agent)),
    h("label", { class: "check" }, keep, t.backupFirst),
  );
  const question = { title: t.deleteTitle(agent.name), text, yes: t.deleteForGood, isDangerous: true };
  if (!(await app.ask(question))) return false;
  if (keep.checked) await saveBackup(app, agent);
  await app.api.request("DELETE", `/v1/agents/${agent.id}`);
  const left = await app.listAgents();
  if (agent.id === app.agentId) app.selectAgent(left[0].id);
  app.tell(keep.checked ? t.deletedKept(agent.name) : t.deleted(agent.name));
  return true;
}

/** What will be lost, in words. @param {App} app @param {Agent} agent */
async function loss(app, agent) {
  const { num_recall_memory } = await app.api.get(`/v1/agents/${agent.id}/context`);
  return t.deleteText(agent.blocks.length, sizeInMind(agent), num_recall_memory);
}

// What an open widget shows in place of the conversation: what the agent remembers, and questions before what is final.
import { html } from "../lib/lit.js";

/** @typedef {import("./ui.js").Panel} Panel */

/** @param {Panel} panel */
export function asideOf(panel) {
  const { words } = panel.wishes;
  switch (panel.view) {
    case "memory":
      return memory(panel);
    case "export":
      return saving(panel);
    case "delete":
      return question(panel, words.deleteTitle, words.deleteText, words.deleteYes);
    case "forget":
      return question(panel, words.forgetTitle, words.deleteRemote, words.forgetYes);
    case "deleted":
      return html`<p role="status">${words.deleted}</p>
        <div><button @click=${() => tell(panel, "again")}>${words.begin}</button></div>`;
    default:
      return failure(panel);
  }
}

/** @param {Panel} panel */
function back(panel) {
  return html`<button class="quiet back" @click=${() => panel.back()}>
    <span aria-hidden="true">‹</span> ${panel.wishes.words.back}
  </button>`;
}

/** @param {Panel} panel */
function memory(panel) {
  return html`${back(panel)}
    <lw-memory-panel .api=${panel.api} .agentId=${panel.agent?.id ?? ""}></lw-memory-panel>`;
}

/** @param {Panel} panel */
function saving(panel) {
  const { words } = panel.wishes;
  return html`${back(panel)}
    <h2>${words.export}</h2>
    <p>${words.exportText}</p>
    <div><button class="primary" @click=${() => tell(panel, "save")}>${words.export}</button></div>`;
}

/** @param {Panel} panel @param {string} title @param {string} text @param {string} yes */
function question(panel, title, text, yes) {
  return html`<h2>${title}</h2>
    <p>${text}</p>
    <div class="row">
      <button @click=${() => panel.back()}>${panel.wishes.words.deleteNo}</button>
      <button class="danger" @click=${() => tell(panel, "delete")}>${yes}</button>
    </div>`;
}

/** @param {Panel} panel */
function failure(panel) {
  const { words } = panel.wishes;
  return html`<div role="alert" class="stack">
      <p>${words.failed}</p>
      <p class="hint">${panel.problem}</p>
    </div>
    <div><button @click=${() => tell(panel, "again")}>${words.retry}</button></div>`;
}

/** @param {Panel} panel @param {string} type */
function tell(panel, type) {
  panel.dispatchEvent(new Event(type));
}

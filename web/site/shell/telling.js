// What the page says in passing, and what it asks before it goes on.
import { h } from "../dom.js";
import { words } from "../words/words.js";

const t = await words("shell");
const STAYS = 8_000; // ms; as long as somebody points at it or is in it, and with something to do, longer

/** @typedef {{ action?: string, onAction?: () => unknown, isError?: boolean }} Telling  what can be done about it */
/** @typedef {{ title: string, text?: string | Node, yes?: string, no?: string, isDangerous?: boolean }} Question */

const shelf = h("div", { class: "toasts", role: "status", "aria-live": "polite" });

/** @param {string} sentence @param {Telling} [telling] */
export function tell(sentence, { action, onAction, isError = false } = {}) {
  if (!shelf.isConnected) document.body.append(shelf);
  const act = () => {
    toast.remove();
    onAction?.();
  };
  const button = action ? h("button", { onclick: act }, action) : null;
  const close = h("button", { class: "quiet", "aria-label": t.close, onclick: () => toast.remove() }, "×");
  const toast = h("div", { class: isError ? "toast error" : "toast" }, h("p", {}, sentence), button, close);
  shelf.append(toast);
  const leave = () => (toast.matches(":hover, :focus-within") ? later() : toast.remove());
  const later = () => setTimeout(leave, action || isError ? 2 * STAYS : STAYS);
  later();
}

/** @param {Question} question @returns {Promise<boolean>} */
export function ask({ title, text = "", yes = t.yes, no = t.cancel, isDangerous = false }) {
  const { promise, resolve } = /** @type {PromiseWithResolvers<boolean>} */ (Promise.withResolvers());
  const agree = h("button", { class: isDangerous ? "danger" : "primary", value: "yes" }, yes);
  const form = h("form", { method: "dialog", class: "row" }, h("button", { value: "no" }, no), agree);
  const heading = h("h2", { id: "question" }, title);
  const said = typeof text === "string" ? h("p", {}, text) : text;
  const dialog = h("dialog", { class: "question", "aria-labelledby": "question" }, heading, said, form);
  dialog.addEventListener("close", () => {
    resolve(dialog.returnValue === "yes");
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

// A call that waits for a person's word, with exactly what it would be called with and what it would change.
import { html, nothing } from "../../lib/lit.js";
import { diffView } from "../../diff.js";
import { visible } from "../markdown/glyphs.js";
import { argumentsOf } from "./calls.js";

/** @typedef {import("../items.js").Item} Item */
/** @typedef {import("../log.js").Context} Context */

/** @param {Item} item @param {Context} context */
export function asking(item, context) {
  const { t, conversation } = context;
  const { name, arguments: json } = item.tool ?? { name: "", arguments: "" };
  const wish = (conversation.tools.has(name) ? t.wantsHere : t.wants)(name);
  return html`<div class="message asks" role="group" aria-label=${wish} part="approval">
    <p><strong>${visible(wish)}</strong></p>
    ${argumentsOf(json, t)} ${waiting(item, context)}
    ${item.word === null ? buttons(item, context) : verdict(item, t)}
  </div>`;
}

/** @param {Item} item @param {Context} context */
function waiting({ pending }, { t }) {
  if (!pending) return nothing;
  return [
    pending.reason ? html`<p class="hint">${visible(pending.reason)}</p>` : nothing,
    pending.changes.map(
      (/** @type {any} */ { label, before, after }) =>
        html`<p>${visible(t.wouldChange(label))}</p>
          ${diffView(before ?? "", after ?? "")}`,
    ),
  ];
}

/** @param {Item} item @param {Context["t"]} t */
function verdict({ word, reason }, t) {
  return html`<p class="hint">${word ? t.allowed : [t.denied, " ", visible(reason)]}</p>`;
}

/** @param {Item} item @param {Context} context */
function buttons(item, { t, conversation }) {
  const name = item.tool?.name ?? "";
  const reasonOf = (/** @type {Event} */ event) =>
    /** @type {HTMLInputElement} */ (
      /** @type {HTMLElement} */ (event.currentTarget).parentElement?.querySelector("input")
    ).value.trim();
  const deny = (/** @type {Event} */ event) => conversation.answer(item, false, { reason: reasonOf(event) });
  return html`<div class="row">
    <button type="button" class="primary" @click=${() => conversation.answer(item, true)}>${t.allow}</button>
    ${
      conversation.tools.has(name)
        ? html`<button type="button" @click=${() => conversation.answer(item, true, { always: true })}>
            ${t.always}
          </button>`
        : nothing
    }
    <button type="button" @click=${deny}>${t.deny}</button>
    <input class="reason" aria-label=${t.reason} placeholder=${t.reason} />
  </div>`;
}

// How a row of the conversation is drawn, by what it is.
import { html, nothing } from "../../lib/lit.js";
import { visible } from "../markdown/glyphs.js";
import { actions } from "./actions.js";
import { asking } from "./asking.js";
import { calls } from "./calls.js";
import { answered, said, thought } from "./said.js";

/** @typedef {import("../rows.js").Row} Row */
/** @typedef {import("../log.js").Context} Context */

/** @param {Row} row @param {Context} context @param {boolean} isWhole  whether nothing more comes of it */
export function drawn({ items, day }, context, isWhole) {
  const [item] = items;
  return html`${day ? html`<p class="day"><span>${day}</span></p>` : nothing}${content(items, context, isWhole)}${
    item ? actions(item, context) : nothing
  }`;
}

/** @param {import("../items.js").Item[]} items @param {Context} context @param {boolean} isWhole */
function content(items, context, isWhole) {
  const [item] = items;
  switch (item?.kind) {
    case undefined:
      return html`<div class="thinking" aria-hidden="true"><i></i><i></i><i></i></div>`;
    case "user":
      return said(item, context);
    case "assistant":
      return answered(item, context, isWhole);
    case "tool":
      return item.asks ? asking(item, context) : calls(items, context);
    case "error":
      return failure(item, context);
    case "note":
      return html`<p class="note">${visible(noteOf(item, context.t))}</p>`;
    default:
      return thought(item, context, isWhole);
  }
}

/** @param {import("../items.js").Item} item @param {Context} context */
function failure({ text, canRetry }, { t, conversation }) {
  return html`<div class="message error" role="alert" part="error">
    <p dir="auto">${visible(text)}</p>
    ${canRetry ? html`<button type="button" @click=${() => conversation.retry()}>${t.retry}</button>` : nothing}
  </div>`;
}

/** @param {import("../items.js").Item} item @param {Context["t"]} t */
export function noteOf({ text, told }, t) {
  if (text === "fallback") return t.fallback(told.message, told.to);
  return t.notes[/** @type {keyof Context["t"]["notes"]} */ (text)] ?? text;
}

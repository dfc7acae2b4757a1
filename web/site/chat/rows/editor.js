// A message that is said anew: other words in its place, or the same ones for another answer.
import { html, live, nothing } from "../../lib/lit.js";
import { filesIn, withFiles } from "../attachments/wrapping.js";

/** @typedef {import("../items.js").Item} Item */
/** @typedef {import("../log.js").Context} Context */
/** @typedef {{ key: string, text: string, withMemory: boolean, isAgain: boolean }} Editing  `isAgain`: the words stay */

/** @param {Item} item @param {Context} context */
export function editor(item, context) {
  const { t, edit, conversation } = context;
  const editing = /** @type {Editing} */ (context.editing);
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    const { files } = filesIn(item.text);
    const text = editing.isAgain ? item.text : withFiles(editing.text.trim(), files);
    if (!text && !item.pictures.length) return;
    edit(null);
    conversation.sayInstead(item, text, editing.withMemory).catch(context.failed);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") edit(null);
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  };
  const write = (/** @type {Event} */ { target }) =>
    (editing.text = /** @type {HTMLTextAreaElement} */ (target).value);
  const remember = (/** @type {Event} */ { target }) =>
    (editing.withMemory = /** @type {HTMLInputElement} */ (target).checked);
  return html`<form class="editor" @submit=${send} @keydown=${key}>
    ${
      editing.isAgain
        ? html`<p dir="auto">${item.text}</p>`
        : html`<textarea
            rows="3"
            aria-label=${t.editing}
            .value=${live(editing.text)}
            @input=${write}
          ></textarea>`
    }
    <p class="hint">${t.goesAway}</p>
    ${
      context.hasEditsSince(item)
        ? html`<label class="check"
            ><input type="checkbox" .checked=${editing.withMemory} @change=${remember} />${t.memoryToo}</label
          >`
        : nothing
    }
    <div class="row">
      <button class="primary">${editing.isAgain ? t.again : t.resend}</button>
      <button type="button" class="quiet" @click=${() => edit(null)}>${t.cancel}</button>
    </div>
  </form>`;
}

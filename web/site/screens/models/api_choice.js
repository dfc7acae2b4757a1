// Which of OpenAI's APIs a server is spoken to in: the field where that is chosen.
import { html } from "../../lib/lit.js";
import { words } from "../../words/words.js";

const t = await words("models");

/** @param {string} current */
export function apiChoice(current) {
  return html`<label class="field">
    ${t.api}
    <select name="api">
      ${Object.entries(t.apis).map(
        ([name, text]) => html`<option value=${name} ?selected=${name === current}>${text}</option>`,
      )}
    </select>
    <span class="hint">${t.apiHint}</span>
  </label>`;
}

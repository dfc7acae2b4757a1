// What a test restore found, as a dialog: whether the copy is good, what is in it, and what it lacks.
import { html, nothing } from "../../lib/lit.js";
import { date, number, words } from "../../words/words.js";
import { things } from "./things.js";

const t = await words("copies");

/** @typedef {import("../../copies/types.js").Checked} Checked */

/** @param {{ checked: Checked, onRestore: (() => void) | null, onClose: () => void }} shown */
export function result({ checked, onRestore, onClose }) {
  const { restores, problem } = checked;
  return html`<dialog class="result" aria-labelledby="result" @close=${onClose}>
    <h2 id="result">${restores ? t.restores : t.restoresNot}</h2>
    ${restores ? found(checked) : html`<p class="error">${problem}</p>`}
    <form method="dialog" class="row">
      <button class=${restores && onRestore ? "" : "primary"}>${t.close}</button>
      ${
        restores && onRestore
          ? html`<button class="primary" type="button" @click=${onRestore}>${t.restore}</button>`
          : nothing
      }
    </form>
  </dialog>`;
}

/** @param {Checked} checked */
function found({ made_at: madeAt, found, versions, since, gone }) {
  const [newer, older] = [things(since), things(gone)];
  return html`<ul class="plain stack">
    <li>${t.of(date(madeAt ?? 0))} ${t.holds(things({ ...found, versions: 0 }))}</li>
    <li>${t.proved(number(versions))}</li>
    <li>${newer ? t.since(newer) : t.same}</li>
    ${older ? html`<li>${t.gone(older)}</li>` : nothing}
  </ul>`;
}

// What the folder and the server have in common: when copies were written there and tested, how often, and by whom.
import { html, nothing } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { since } from "../../copies/when.js";

const t = await words("copies");

/** @typedef {import("../../copies/types.js").Copy} Copy */
/** @typedef {import("../../copies/types.js").Kind} Kind */

/** @param {import("./copies.js").CopiesScreen} screen @param {Kind} kind */
export function state(screen, kind) {
  const problem = screen.copies.problemOf(kind);
  return html`<p>${written(screen.copies.of(kind))}</p>
    ${problem ? html`<p class="error" role="alert">${problem}</p>` : nothing}`;
}

/** @param {Copy[]} copies  the newest first */
function written(copies) {
  if (!copies.length) return t.never;
  const checked = copies.find((copy) => copy.checked)?.checked;
  const test = !checked ? t.untested : checked.restores ? t.tested(since(checked.checked_at)) : t.broken;
  return `${t.copies(copies.length)} · ${t.written(since(copies[0].created_at))} · ${test}`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {Kind} kind */
export function interval(screen, kind) {
  const minutes = screen.copies.place(kind)?.minutes ?? 0;
  const choose = (/** @type {Event} */ event) => {
    const wish = Number(/** @type {HTMLSelectElement} */ (event.target).value) || null;
    screen.run(() => screen.copies.setPlace(kind, { minutes: wish }));
  };
  return html`<label class="row">
    ${t.every}
    <select @change=${choose}>
      ${Object.entries(t.intervals).map(
        ([value, name]) =>
          html`<option value=${value} ?selected=${Number(value) === minutes}>${name}</option>`,
      )}
    </select>
  </label>`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {Kind} kind */
export function actions(screen, kind) {
  const { copies } = screen;
  const [newest] = copies.of(kind);
  const name = copies.place(kind)?.name ?? "";
  const forget = async () => {
    const wish = { title: t.forgetTitle(name), text: t.forgetText, yes: t.forget };
    if (await screen.app.ask(wish)) await screen.run(() => copies.forgetPlace(kind));
  };
  return html`<div class="row">
    <button
      ?disabled=${copies.busy}
      @click=${() => screen.run(() => copies.copyAndCheck(kind), t.copiedAndTested)}
    >
      ${t.copyNow}
    </button>
    <button ?disabled=${copies.busy || !newest} @click=${() => screen.test(newest)}>${t.test}</button>
    <button class="quiet" @click=${forget}>${t.forget}</button>
  </div>`;
}

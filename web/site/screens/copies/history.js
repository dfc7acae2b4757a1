// All copies there are, the newest first.
import { html, nothing } from "../../lib/lit.js";
import { bytes, date, words } from "../../words/words.js";
import { since } from "../../copies/when.js";

const t = await words("copies");
const FEW = 8;

/** @typedef {import("../../copies/types.js").Copy} Copy */

/** @param {import("./copies.js").CopiesScreen} screen */
export function history(screen) {
  const written = (screen.copies.overview?.copies ?? []).filter(({ problem }) => !problem);
  const shown = screen.showsAll ? written : written.slice(0, FEW);
  const more = written.length - shown.length;
  return html`<section aria-labelledby="history">
    <h2 id="history">${t.history}</h2>
    ${written.length ? list(screen, shown) : html`<p class="hint">${t.historyEmpty}</p>`}
    ${more ? html`<button class="quiet" @click=${() => (screen.showsAll = true)}>${t.more(more)}</button>` : nothing}
  </section>`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {Copy[]} copies */
function list(screen, copies) {
  return html`<ul class="plain history">
    ${copies.map((copy) => row(screen, copy))}
  </ul>`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {Copy} copy */
function row(screen, copy) {
  const when = date(copy.made_at);
  return html`<li>
    <div>
      <time datetime=${copy.made_at}>${when}</time>
      <p class="hint">
        ${t.kinds[copy.kind]} ${copy.kind === "download" ? copy.name : copy.place} · ${bytes(copy.size)}
      </p>
    </div>
    <p class=${copy.checked && !copy.checked.restores ? "error" : "hint"}>${test(copy)}</p>
    <div class="row">
      <button
        class="quiet"
        aria-label=${t.testOne(when)}
        ?disabled=${screen.copies.busy}
        @click=${() => screen.test(copy)}
      >
        ${t.testShort}
      </button>
      ${copy.kind === "download" ? forgetting(screen, copy, when) : nothing}
    </div>
  </li>`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {Copy} copy @param {string} when */
function forgetting(screen, copy, when) {
  const forget = () => screen.run(() => screen.copies.forget(copy), t.removed);
  return html`<button class="quiet" aria-label=${t.removeOne(when)} @click=${forget}>
    ${t.removeShort}
  </button>`;
}

/** @param {Copy} copy */
function test({ checked }) {
  if (!checked) return t.untested;
  return checked.restores ? t.tested(since(checked.checked_at)) : t.broken;
}

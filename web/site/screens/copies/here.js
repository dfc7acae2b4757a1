// The card of this browser: how much room there is, and whether it has promised to keep what is in it.
import { html, nothing } from "../../lib/lit.js";
import { askToKeep } from "../../copies/home.js";
import { bytes, words } from "../../words/words.js";

const t = await words("copies");

/** @param {import("./copies.js").CopiesScreen} screen */
export function here(screen) {
  const { home } = screen.copies;
  if (!home) return nothing;
  return html`<section class="card stack" aria-labelledby="here">
    <div>
      <h2 id="here">${t.here}</h2>
      <p class="hint">${t.hereHint}</p>
    </div>
    ${home.quota ? room(home) : nothing} ${home.promised ? html`<p>${t.promised}</p>` : asking(screen)}
    ${home.days && !home.promised ? html`<p class="warning">${t.safari(home.days)}</p>` : nothing}
  </section>`;
}

/** @param {import("../../copies/home.js").Home} home */
function room({ usage, quota }) {
  const isFull = usage > 0.8 * quota;
  return html`<div>
    <meter
      min="0"
      max=${quota}
      high=${0.8 * quota}
      optimum="0"
      .value=${usage}
      aria-label=${t.roomLabel}
    ></meter>
    <p class="hint">${t.room(bytes(usage), bytes(quota))}</p>
    ${isFull ? html`<p class="warning">${t.full}</p>` : nothing}
  </div>`;
}

/** @param {import("./copies.js").CopiesScreen} screen */
function asking(screen) {
  const ask = () =>
    screen.run(async () => {
      const isKept = await askToKeep();
      await screen.copies.refresh();
      return isKept ? t.keeps : t.keepsNot;
    });
  return html`<p>${t.notPromised}</p>
    <div class="row"><button @click=${ask}>${t.askToKeep}</button></div>`;
}

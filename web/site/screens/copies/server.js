// The card of the server: its address and token, and what was sent there.
import { html } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { actions, interval, state } from "./place.js";

const t = await words("copies");

/** @param {import("./copies.js").CopiesScreen} screen */
export function server(screen) {
  const place = screen.copies.place("worker");
  return html`<section class="card stack" aria-labelledby="server">
    <div>
      <h2 id="server">${t.server}</h2>
      <p class="hint">${t.serverHint}</p>
    </div>
    ${
      place
        ? chosen(screen, place)
        : html`<details>
            <summary class="button">${t.connectServer}</summary>
            ${form(screen, "", t.connect)}
          </details>`
    }
  </section>`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {import("../../copies/types.js").Place} place */
function chosen(screen, { name, has_token: hasToken }) {
  return html`<p class="name">${name}</p>
    ${state(screen, "worker")} ${interval(screen, "worker")}
    ${
      hasToken
        ? actions(screen, "worker")
        : html`<p class="warning">${t.tokenMissing}</p>
            ${form(screen, name, t.connect)} ${actions(screen, "worker")}`
    }`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {string} name @param {string} button */
function form(screen, name, button) {
  const connect = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const element = /** @type {HTMLFormElement} */ (event.target);
    const { address, token } = /** @type {any} */ (Object.fromEntries(new FormData(element)));
    screen.run(() => screen.copies.connect(address, token), t.copiedAndTested);
  };
  return html`<form class="stack" @submit=${connect}>
    <label class="field">
      ${t.address}
      <input
        name="address"
        type="url"
        required
        .value=${name}
        placeholder=${t.addressHint}
        autocomplete="off"
      />
    </label>
    <label class="field">
      ${t.token}
      <input name="token" type="password" required autocomplete="off" />
    </label>
    <p class="hint">${t.tokenHint}</p>
    <div class="row"><button ?disabled=${screen.copies.busy}>${button}</button></div>
  </form>`;
}

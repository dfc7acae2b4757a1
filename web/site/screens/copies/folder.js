// The card of the folder: choosing it, allowing it again after a restart, and what was written there.
import { html } from "../../lib/lit.js";
import { canChoose } from "../../copies/folder.js";
import { words } from "../../words/words.js";
import { actions, interval, state } from "./place.js";

const t = await words("copies");

/** @param {import("./copies.js").CopiesScreen} screen */
export function folder(screen) {
  const place = screen.copies.place("folder");
  return html`<section class="card stack" aria-labelledby="folder">
    <div>
      <h2 id="folder">${t.folder}</h2>
      <p class="hint">${canChoose ? t.folderHint : t.folderUnsupported}</p>
    </div>
    ${place ? chosen(screen, place.name) : canChoose ? choosing(screen, t.chooseFolder, "primary") : ""}
  </section>`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {string} words @param {string} look */
function choosing(screen, words, look) {
  const choose = () => screen.run(() => screen.copies.choose(), t.copiedAndTested);
  return html`<div class="row">
    <button class=${look} ?disabled=${screen.copies.busy} @click=${choose}>${words}</button>
  </div>`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {string} name */
function chosen(screen, name) {
  const { copies } = screen;
  if (copies.access !== "granted") return allowing(screen, name);
  return html`<p class="name">${name}</p>
    ${state(screen, "folder")} ${interval(screen, "folder")} ${actions(screen, "folder")}`;
}

/** @param {import("./copies.js").CopiesScreen} screen @param {string} name */
function allowing(screen, name) {
  const { copies } = screen;
  const allow = () => screen.run(() => copies.allow(), t.copiedAndTested);
  return html`<p class="warning">${canChoose ? t.allowHint(name) : t.elsewhereHint(name)}</p>
    ${
      copies.access === "prompt"
        ? html`<div class="row"><button class="primary" @click=${allow}>${t.allow}</button></div>`
        : ""
    }
    ${canChoose ? choosing(screen, t.chooseAnother, "") : ""}`;
}

// The card of saved files: saving one, and testing one or bringing it back.
import { html } from "../../lib/lit.js";
import { canChoose } from "../../copies/folder.js";
import { words } from "../../words/words.js";
import { since } from "../../copies/when.js";

const t = await words("copies");
const ACCEPTED = ".json,.html,application/json,text/html";

/** @param {import("./copies.js").CopiesScreen} screen */
export function files(screen) {
  const { copies } = screen;
  const saved = copies.of("download");
  const save = (/** @type {"json" | "html"} */ format) => () =>
    screen.run(() => copies.save(screen.app, format), t.saved);
  const choose = async () => {
    const [file] = await screen.app.choose({ accept: ACCEPTED });
    if (file) await screen.testFile(file);
  };
  return html`<section class="card stack" aria-labelledby="files">
    <div>
      <h2 id="files">${t.files}</h2>
      <p class="hint">${t.filesHint}</p>
    </div>
    <p>
      ${saved.length ? `${t.copies(saved.length)} · ${t.written(since(saved[0].created_at))}` : t.noFiles}
    </p>
    <div class="row">
      <button class=${canChoose ? "" : "primary"} ?disabled=${copies.busy} @click=${save("json")}>
        ${t.saveFile}
      </button>
      <button ?disabled=${copies.busy} @click=${save("html")}>${t.savePage}</button>
      <button class="quiet" ?disabled=${copies.busy} @click=${choose}>${t.testFile}</button>
    </div>
  </section>`;
}

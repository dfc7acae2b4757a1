// <lw-copies>: where memory is kept, how good its copies are, and how to make them.
import { LitElement, html, nothing } from "../../lib/lit.js";
import { copiesOf } from "../../copies/copies.js";
import { judge } from "../../copies/judging.js";
import { marks } from "../../copies/marks.js";
import { messageOf } from "../../copies/problems.js";
import { marked } from "../../copies/style.js";
import { base, page } from "../../style/base.js";
import { words } from "../../words/words.js";
import { files } from "./files.js";
import { folder } from "./folder.js";
import { here } from "./here.js";
import { history } from "./history.js";
import { look } from "./look.js";
import { result } from "./result.js";
import { server } from "./server.js";
import { things } from "./things.js";

const t = await words("copies");

/** @typedef {import("../../copies/types.js").Copy} Copy */
/** @typedef {import("../../copies/types.js").Checked} Checked */

export class CopiesScreen extends LitElement {
  /** @override */
  static properties = {
    app: { attribute: false },
    route: { attribute: false },
    showsAll: { state: true },
    shown: { state: true },
    locked: { state: true },
  };
  /** @override */
  static styles = [base, page, marked, look];

  constructor() {
    super();
    /** @type {import("../../shell/app_object.js").App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {string[]} */
    this.route = [];
    this.showsAll = false;
    /** What a test found, and the file that it was of. @type {{ checked: Checked, file: File | null, passphrase?: string } | null} */
    this.shown = null;
    /** A file that waits for its passphrase. @type {File | null} */
    this.locked = null;
  }

  get copies() {
    return copiesOf(this.app);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.copies.addEventListener("changed", this);
    this.copies.refresh();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.copies.removeEventListener("changed", this);
  }

  handleEvent() {
    this.requestUpdate();
  }

  /** Do something, and say how it went. @param {() => Promise<unknown>} work  what it returns as a text is said @param {string} [done] */
  async run(work, done) {
    try {
      const found = await work();
      const said = typeof found === "string" ? found : found === null ? "" : done;
      if (said) this.app.tell(said);
    } catch (error) {
      this.app.tell(messageOf(error), { isError: true });
    }
  }

  /** Restore a copy for a test. A saved one has to be found by the person. @param {Copy} copy */
  async test(copy) {
    const [file] = copy.kind === "download" ? await this.app.choose({ accept: ".json,.html" }) : [];
    if (copy.kind === "download" && !file) return;
    await this.run(async () => {
      const tested = await this.copies.check(copy, file);
      if (tested?.checked) this.shown = { checked: tested.checked, file: file ?? null };
    });
  }

  /** The same with any file. @param {File} file @param {string} [passphrase] */
  async testFile(file, passphrase) {
    if (!passphrase && (await isLocked(file))) {
      this.locked = file;
      return;
    }
    await this.run(async () => {
      const checked = await this.copies.checkFile(file, passphrase);
      if (checked) this.shown = { checked, file, passphrase };
    });
  }

  /** @override */
  updated() {
    /** @type {NodeListOf<HTMLDialogElement>} */
    const dialogs = this.renderRoot.querySelectorAll("dialog");
    for (const dialog of dialogs) if (!dialog.open) dialog.showModal();
  }

  /** @override */
  render() {
    const told = judge(this.copies);
    if (!told)
      return html`<h1 tabindex="-1">${t.title}</h1>
        <p class="hint" role="status">${t.loading}</p>`;
    return html`
      <header class="page"><h1 tabindex="-1">${t.title}</h1></header>
      ${this.#verdict(told)}
      <div class="places">
        <div>${here(this)} ${folder(this)}</div>
        <div>${server(this)} ${files(this)}</div>
      </div>
      ${history(this)}
      <p class="hint limits">${t.limits} ${t.deleted}</p>
      ${this.shown ? this.#result(this.shown) : nothing}
      ${this.locked ? this.#unlocking(this.locked) : nothing}
    `;
  }

  /** @param {import("../../copies/judging.js").Judgement} told */
  #verdict({ sentence, advice, filled, isWarning }) {
    return html`<div class="verdict ${isWarning ? "warning" : ""}">
      <svg viewBox="0 0 28 14" aria-hidden="true">${marks(filled)}</svg>
      <div>
        <p class="sentence">${sentence}</p>
        ${advice ? html`<p class="hint">${advice}</p>` : nothing}
      </div>
    </div>`;
  }

  /** @param {{ checked: Checked, file: File | null, passphrase?: string }} shown */
  #result({ checked, file, passphrase }) {
    const onRestore = file && (() => this.#restore(file, checked, passphrase));
    return result({ checked, onRestore, onClose: () => (this.shown = null) });
  }

  /** @param {File} file @param {Checked} checked @param {string} [passphrase] */
  async #restore(file, checked, passphrase) {
    this.shown = null;
    const text = t.restoreText(things({ ...checked.found, versions: 0 }));
    if (!(await this.app.ask({ title: t.restoreTitle, text, yes: t.restoreYes }))) return;
    await this.run(() => this.copies.restore(file, passphrase), t.restored);
    await this.app.listAgents();
  }

  /** @param {File} file */
  #unlocking(file) {
    const open = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      this.locked = null;
      this.testFile(file, String(form.get("passphrase")));
    };
    return html`<dialog aria-labelledby="locked" @close=${() => (this.locked = null)}>
      <form class="stack" @submit=${open}>
        <h2 id="locked">${t.locked}</h2>
        <label class="field">
          ${t.passphrase} <input name="passphrase" type="password" required autocomplete="off" />
        </label>
        <div class="row"><button class="primary">${t.open}</button></div>
      </form>
    </dialog>`;
  }
}

/** Whether a page holds something sealed: then it says so where its content begins. @param {File} file */
async function isLocked(file) {
  if (!file.name.endsWith(".html")) return false;
  return /id="backup">\s*\{"sealed"/.test(await file.text());
}

customElements.define("lw-copies", CopiesScreen);

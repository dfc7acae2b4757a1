// Asking for the passphrase of the vault in the middle of something else, in a dialog of its own.
import { LitElement, css, html } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import "./passphrase.js";

/** @typedef {import("../../api.js").Api} Api */

const t = await words("vault");

/** Tells whether the vault is open then. @param {Api} api @returns {Promise<boolean>} */
export function askToUnlock(api) {
  const dialog = /** @type {Unlock} */ (document.createElement("lw-unlock"));
  dialog.api = api;
  document.body.append(dialog);
  return dialog.answer;
}

class Unlock extends LitElement {
  /** @override */
  static styles = [
    base,
    css`
      dialog {
        width: min(26rem, calc(100vw - 1.5rem));
      }

      .stack {
        gap: 0.9rem;
      }
    `,
  ];

  /** @type {PromiseWithResolvers<boolean>} */
  #answer = Promise.withResolvers();

  constructor() {
    super();
    /** @type {Api} */
    this.api = /** @type {any} */ (undefined);
    this.problem = "";
  }

  get answer() {
    return this.#answer.promise;
  }

  /** @override */
  firstUpdated() {
    const dialog = /** @type {HTMLDialogElement} */ (this.renderRoot.querySelector("dialog"));
    dialog.showModal();
    this.#focus();
  }

  /** @override */
  render() {
    return html`<dialog class="unlock" aria-labelledby="title" @close=${() => this.#done(false)}>
      <div class="stack">
        <h2 id="title">${t.unlockTitle}</h2>
        <p class="hint">${t.unlockHint}</p>
        <lw-passphrase asks="old" button=${t.unlockAndRetry} @given=${this.#open}>
          <button type="button" class="quiet" @click=${() => this.#done(false)}>${t.notNow}</button>
        </lw-passphrase>
        <p class="error" role="alert">${this.problem}</p>
      </div>
    </dialog>`;
  }

  /** @param {CustomEvent<import("./passphrase.js").Given>} event */
  async #open({ detail: { passphrase } }) {
    try {
      await this.api.post("/v1/vault/unlock", { passphrase });
      this.#done(true);
    } catch (error) {
      this.problem = /** @type {Error} */ (error).message;
      this.requestUpdate();
      this.#focus();
    }
  }

  async #focus() {
    const asked = /** @type {import("./passphrase.js").Passphrase} */ (
      this.renderRoot.querySelector("lw-passphrase")
    );
    await asked.updateComplete;
    asked.renderRoot.querySelector("input")?.focus();
  }

  /** @param {boolean} isOpen */
  #done(isOpen) {
    this.#answer.resolve(isOpen);
    this.remove();
  }
}

customElements.define("lw-unlock", Unlock);

// <lw-passphrase>: asks for passphrases. They are read out of their fields once, and the fields emptied. Fires "given",
// whose detail is { passphrase, new_passphrase }.
import { LitElement, css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";

const t = await words("vault");
const LEAST = 8; // characters

/** @typedef {{ passphrase: string, new_passphrase: string }} Given */

export class Passphrase extends LitElement {
  /** @override */
  static properties = { asks: {}, button: {} };
  /** @override */
  static styles = [
    base,
    css`
      form {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
        max-width: 24rem;
      }

      .row {
        margin-top: 0.25rem;
      }
    `,
  ];

  constructor() {
    super();
    /** `old` is one that is known, `new` one that is chosen. @type {"old" | "new" | "both"} */
    this.asks = "old";
    this.button = "";
  }

  /** @override */
  render() {
    const asksOld = this.asks !== "new";
    const asksNew = this.asks !== "old";
    return html`<form @submit=${this.#submit} @input=${this.#compare}>
      ${asksOld ? field("passphrase", t.passphrase, "current-password") : nothing}
      ${asksNew ? field("new", asksOld ? t.newOne : t.passphrase, "new-password") : nothing}
      ${asksNew ? field("again", t.again, "new-password") : nothing}
      <div class="row"><button class="primary">${this.button}</button><slot></slot></div>
    </form>`;
  }

  /** @param {string} name @returns {HTMLInputElement | null} */
  #field(name) {
    return this.renderRoot.querySelector(`[name=${name}]`);
  }

  #compare() {
    const [fresh, again] = [this.#field("new"), this.#field("again")];
    again?.setCustomValidity(fresh?.value === again.value ? "" : t.notTheSame);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const fresh = this.#field("new")?.value ?? "";
    const detail = { passphrase: this.#field("passphrase")?.value ?? fresh, new_passphrase: fresh };
    /** @type {HTMLFormElement} */ (event.target).reset();
    this.dispatchEvent(new CustomEvent("given", { detail }));
  }
}

/** @param {string} name @param {string} label @param {"current-password" | "new-password"} autocomplete */
function field(name, label, autocomplete) {
  const least = autocomplete === "new-password" ? LEAST : 1;
  return html`<label class="field">
    ${label}
    <input type="password" name=${name} autocomplete=${autocomplete} required minlength=${least} />
  </label>`;
}

customElements.define("lw-passphrase", Passphrase);

// <lw-install>: how this page becomes an app of its own, where it can and isn't one yet; otherwise nothing.
import { LitElement, html, nothing } from "../lib/lit.js";
import { base } from "../style/base.js";
import { words } from "../words/words.js";
import { install, installable, installing, isInstalled } from "./install.js";

const t = await words("share");
const IS_BY_HAND = "standalone" in navigator; // Safari on iOS installs pages, and lets none ask for it

export class InstallOffer extends LitElement {
  /** @override */
  static styles = base;

  #changed = () => this.requestUpdate();

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    installing.addEventListener("change", this.#changed);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    installing.removeEventListener("change", this.#changed);
  }

  /** @override */
  render() {
    if (isInstalled()) return nothing;
    if (installable()) return html`<button @click=${install}>${t.install}</button>`;
    return IS_BY_HAND ? html`<p class="hint">${t.byHand}</p>` : nothing;
  }
}

customElements.define("lw-install", InstallOffer);

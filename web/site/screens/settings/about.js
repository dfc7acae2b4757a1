// <lw-about>: what this is, which version, and whose work is in it.
import { html } from "../../lib/lit.js";
import "../../pwa/offer.js";
import { words } from "../../words/words.js";
import { Part } from "../part.js";

const t = await words("settings");
const SITE = new URL("../../", import.meta.url);

export class About extends Part {
  constructor() {
    super();
    this.version = "";
  }

  /** @override */
  async load() {
    ({ version: this.version } = await this.api.get("/v1/health"));
    this.requestUpdate();
  }

  /** @override */
  render() {
    const newer = this.app.runtime.version === "waiting";
    return html`<section>
      <h2>lettawasm ${this.version}</h2>
      <p>${newer ? t.newer : t.newest}</p>
      <p>${t.what}</p>
      <lw-install></lw-install>
      <p class="hint">${t.compatible}</p>
      <p>
        <a href=${new URL("runtime/NOTICE.txt", SITE).href} target="_blank" rel="noopener">${t.licences}</a>
      </p>
      ${this.saying.line}
    </section>`;
  }
}

customElements.define("lw-about", About);

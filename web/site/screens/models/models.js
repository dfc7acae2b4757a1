// <lw-models>: who thinks for the agents, in five parts: this agent's model, connections, models in this browser, keys,
// and the trial of a model.
import { LitElement, css, html } from "../../lib/lit.js";
import { base, page } from "../../style/base.js";
import { words } from "../../words/words.js";
import { tabLook, tabs } from "../tabs.js";

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {keyof typeof PARTS} Name */

const t = await words("models");

const PARTS = {
  agent: () => import("./thinking.js"),
  connections: () => import("./connections.js"),
  browser: () => import("./shelf.js"),
  keys: () => import("./vault.js"),
  trial: () => import("./trial.js"),
};
const NAMES = /** @type {Name[]} */ (Object.keys(PARTS));

export class Models extends LitElement {
  /** @override */
  static properties = { app: { attribute: false }, route: { attribute: false }, shown: { state: true } };
  /** @override */
  static styles = [
    base,
    page,
    tabLook,
    css`
      :host {
        max-width: 50rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {string[]} */
    this.route = [];
    /** The part whose code is here. @type {Name | ""} */
    this.shown = "";
    this.problem = "";
  }

  /** @returns {Name} */
  get name() {
    return NAMES.find((name) => name === this.route[0]) ?? "agent";
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("route") && this.name !== this.shown) this.#fetch(this.name);
  }

  /** @override */
  render() {
    return html`
      <header class="page"><h1 tabindex="-1">${t.title}</h1></header>
      ${tabs(t.parts, t.tabs, this.name, (name) => this.#link(name))}
      ${this.shown === this.name ? this.#part(this.shown) : html`<p class="hint" role="status">${this.problem || "…"}</p>`}
    `;
  }

  /** @param {Name} name */
  #link(name) {
    return name === "agent" ? this.app.link("models") : this.app.link("models", name);
  }

  /** @param {Name} name */
  #part(name) {
    const { app } = this;
    if (name === "agent") return html`<lw-thinking .app=${app}></lw-thinking>`;
    if (name === "connections") return html`<lw-connections .app=${app}></lw-connections>`;
    if (name === "browser") return html`<lw-shelf .app=${app}></lw-shelf>`;
    if (name === "keys") return html`<lw-vault .app=${app}></lw-vault>`;
    return html`<lw-trial .app=${app}></lw-trial>`;
  }

  /** @param {Name} name */
  async #fetch(name) {
    this.problem = "";
    try {
      await PARTS[name]();
      if (name === this.name) this.shown = name; // a person may be elsewhere by now
    } catch {
      if (name === this.name) this.problem = t.notFetched;
      this.requestUpdate();
    }
  }
}

customElements.define("lw-models", Models);

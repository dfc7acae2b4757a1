// <lw-settings>: how the page looks and speaks, what it keeps on this device, and what developers need.
import { LitElement, css, html } from "../../lib/lit.js";
import { base, page } from "../../style/base.js";
import { words } from "../../words/words.js";
import { tabLook, tabs } from "../tabs.js";
import "./about.js";
import "./data.js";
import "./developers.js";
import "./general.js";

/** @typedef {typeof NAMES[number]} Name */

const t = await words("settings");
const NAMES = /** @type {const} */ (["general", "data", "developers", "about"]);

export class Settings extends LitElement {
  /** @override */
  static properties = { app: { attribute: false }, route: { attribute: false } };
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
    /** @type {import("../../shell/app_object.js").App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {string[]} */
    this.route = [];
  }

  /** @returns {Name} */
  get name() {
    return NAMES.find((name) => name === this.route[0]) ?? "general";
  }

  /** @override */
  render() {
    return html`
      <header class="page"><h1 tabindex="-1">${t.title}</h1></header>
      ${tabs(t.parts, t.tabs, this.name, (name) => this.#link(name))} ${this.#part()}
    `;
  }

  /** @param {Name} name */
  #link(name) {
    return name === "general" ? this.app.link("settings") : this.app.link("settings", name);
  }

  #part() {
    const { app } = this;
    if (this.name === "data") return html`<lw-data .app=${app}></lw-data>`;
    if (this.name === "developers") return html`<lw-developers .app=${app}></lw-developers>`;
    if (this.name === "about") return html`<lw-about .app=${app}></lw-about>`;
    return html`<lw-general .app=${app}></lw-general>`;
  }
}

customElements.define("lw-settings", Settings);

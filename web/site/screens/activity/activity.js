// <lw-activity>: what went on: runs, what they cost, and what was done to memory.
import { LitElement, html, keyed } from "../../lib/lit.js";
import { base, page } from "../../style/base.js";
import { words } from "../../words/words.js";
import { tabLook, tabs } from "../tabs.js";
import "./operations.js";
import "./run.js";
import "./runs.js";
import "./spending.js";

const t = await words("activity");

/** @typedef {keyof typeof t.tabs} Tab */

export class ActivityScreen extends LitElement {
  /** @override */
  static properties = { app: { attribute: false }, route: { attribute: false }, query: { attribute: false } };
  /** @override */
  static styles = [base, page, tabLook];

  constructor() {
    super();
    /** @type {import("../../shell/app_object.js").App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {string[]} */
    this.route = [];
    this.query = new URLSearchParams();
  }

  /** @override */
  render() {
    const [part = ""] = this.route;
    if (part.startsWith("run-")) return keyed(part, html`<lw-run .app=${this.app} .runId=${part}></lw-run>`);
    return html`<header class="page"><h1>${t.title}</h1></header>
      ${tabs(t.title, t.tabs, tabOf(part), (tab) => this.app.link("activity", ...(tab === "runs" ? [] : [tab])))}
      ${this.#part(part)}`;
  }

  /** Another part begins at its top. @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.get("route")) this.parentElement?.scrollTo(0, 0);
  }

  /** @param {string} part */
  #part(part) {
    if (part === "spending") return html`<lw-spending .app=${this.app}></lw-spending>`;
    if (part === "memory") return html`<lw-operations .app=${this.app}></lw-operations>`;
    return html`<lw-runs .app=${this.app} .query=${this.query}></lw-runs>`;
  }
}

/** @param {string} part @returns {Tab} */
function tabOf(part) {
  return part in t.tabs ? /** @type {Tab} */ (part) : "runs";
}

customElements.define("lw-activity", ActivityScreen);

// <lw-activity>: what went on: runs, what they cost, and what was done to memory.
import { LitElement, css, html, keyed, nothing } from "../../lib/lit.js";
import { base, page } from "../../style/base.js";
import { words } from "../../words/words.js";
import "./operations.js";
import "./run.js";
import "./runs.js";
import "./spending.js";

const t = await words("activity");
const TABS = /** @type {const} */ (["", "spending", "memory"]);

export class ActivityScreen extends LitElement {
  /** @override */
  static properties = { app: { attribute: false }, route: { attribute: false }, query: { attribute: false } };
  /** @override */
  static styles = [
    base,
    page,
    css`
      nav {
        margin-bottom: 1.5rem;
      }

      nav a {
        padding: 0.5rem 0.8rem;
        text-decoration: none;
      }
    `,
  ];

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
      <nav class="tabs" aria-label=${t.title}>${TABS.map((tab) => this.#tab(tab, part))}</nav>
      ${this.#part(part)}`;
  }

  /** Another part begins at its top. @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.get("route")) this.parentElement?.scrollTo(0, 0);
  }

  /** @param {typeof TABS[number]} tab @param {string} part */
  #tab(tab, part) {
    const href = tab ? this.app.link("activity", tab) : "#/activity";
    return html`<a href=${href} aria-current=${tab === part ? "page" : nothing}>${t.tabs[tab || "runs"]}</a>`;
  }

  /** @param {string} part */
  #part(part) {
    if (part === "spending") return html`<lw-spending .app=${this.app}></lw-spending>`;
    if (part === "memory") return html`<lw-operations .app=${this.app}></lw-operations>`;
    return html`<lw-runs .app=${this.app} .query=${this.query}></lw-runs>`;
  }
}

customElements.define("lw-activity", ActivityScreen);

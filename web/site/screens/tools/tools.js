// <lw-tools>: what agents can do. What waits for a word stands above the list.
import { LitElement, html, keyed, nothing } from "../../lib/lit.js";
import { base, page } from "../../style/base.js";
import { words } from "../../words/words.js";
import { tabLook, tabs } from "../tabs.js";
import "./asking.js";
import "./list.js";
import "./rules.js";
import "./servers.js";
import "./tool.js";
import "./web_access.js";

const t = await words("tools");

/** @typedef {keyof typeof t.tabs} Tab */

export class Tools extends LitElement {
  /** @override */
  static properties = { app: { attribute: false }, route: { attribute: false } };
  /** @override */
  static styles = [base, page, tabLook];

  constructor() {
    super();
    /** @type {import("../../shell/app_object.js").App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {string[]} */
    this.route = [];
  }

  /** @override */
  render() {
    const [part = "", id = ""] = this.route;
    return html`<header class="page">
        <h1>${t.title}</h1>
        <a class="button" href="workbench/index.html" target="_blank" rel="noopener">${t.write}</a>
      </header>
      ${part ? nothing : html`<lw-waiting .app=${this.app}></lw-waiting>`}
      ${tabs(t.title, t.tabs, tabOf(part), (tab) => this.app.link("tools", ...(tab === "tools" ? [] : [tab])))}
      ${this.#part(part, id)}`;
  }

  /** Another part begins at its top. @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.get("route")) this.parentElement?.scrollTo(0, 0);
  }

  /** @param {string} part @param {string} id */
  #part(part, id) {
    if (part === "tool") return keyed(id, html`<lw-tool .app=${this.app} .toolId=${id}></lw-tool>`);
    if (part === "rules") return html`<lw-tool-rules .app=${this.app}></lw-tool-rules>`;
    if (part === "servers") return html`<lw-mcp-servers .app=${this.app}></lw-mcp-servers>`;
    if (part === "web") return html`<lw-web-access .app=${this.app}></lw-web-access>`;
    return html`<lw-tool-list .app=${this.app}></lw-tool-list>`;
  }
}

/** @param {string} part  one tool is one of the tools @returns {Tab} */
function tabOf(part) {
  return part in t.tabs ? /** @type {Tab} */ (part) : "tools";
}

customElements.define("lw-tools", Tools);

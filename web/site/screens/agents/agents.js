// <lw-agents>: who is here. The list, one agent, a new one, and one that is brought home, by what the address says.
import { LitElement, css, html } from "../../lib/lit.js";
import { base, page } from "../../style/base.js";
import { words } from "../../words/words.js";
import "./list.js";

/** @typedef {import("../../shell/app_object.js").App} App */

const t = await words("agents");

export class Agents extends LitElement {
  /** @override */
  static properties = {
    app: { attribute: false },
    route: { attribute: false },
    shown: { state: true },
    problem: { state: true },
  };
  /** @override */
  static styles = [
    base,
    page,
    css`
      h1 {
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {string[]} */
    this.route = [];
    /** The part whose code is here. */
    this.shown = "list";
    this.problem = "";
  }

  get wanted() {
    const [first = ""] = this.route;
    return { "": "list", new: "new", import: "import" }[first] ?? "one";
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("route") && this.wanted !== this.shown) this.#fetch(this.wanted);
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    const isElsewhere = changed.get("route")?.toString() !== this.route.toString();
    if (this.app.incoming.length) this.app.dispatchEvent(new Event("incoming")); // one import may follow another
    if (changed.has("shown") || (changed.get("route") && isElsewhere)) this.#greet();
  }

  /** @override */
  render() {
    if (this.problem)
      return html`<h1>${t.title}</h1>
        <p class="error" role="alert">${this.problem}</p>
        <button @click=${() => this.#fetch(this.wanted)}>${t.again}</button>`;
    if (this.shown !== this.wanted) return html`<p class="hint" role="status">${t.loading}</p>`;
    const { app } = this;
    if (this.shown === "new") return html`<lw-agent-new .app=${app}></lw-agent-new>`;
    if (this.shown === "import") return html`<lw-agent-import .app=${app}></lw-agent-import>`;
    if (this.shown === "one")
      return html`<lw-agent-page .app=${app} .agentId=${this.route[0]}></lw-agent-page>`;
    return html`<lw-agent-list .app=${app}></lw-agent-list>`;
  }

  /** @param {string} part */
  async #fetch(part) {
    this.problem = "";
    try {
      await fetchPart(part);
      if (part === this.wanted) this.shown = part; // a person may be elsewhere by now
    } catch {
      if (part === this.wanted) this.problem = t.notFetched;
    }
  }

  /** From part to part the heading tells where one is, as the shell does from screen to screen. */
  async #greet() {
    const inner = /** @type {LitElement | null} */ (this.renderRoot.firstElementChild);
    await inner?.updateComplete;
    const heading = inner?.renderRoot?.querySelector("h1");
    if (heading && document.hasFocus()) heading.focus({ preventScroll: true });
    this.closest(".screen")?.scrollTo(0, 0);
  }
}

/** @param {string} part */
function fetchPart(part) {
  if (part === "new") return import("./new.js");
  if (part === "import") return import("./import.js");
  return part === "one" ? import("./one.js") : Promise.resolve();
}

customElements.define("lw-agents", Agents);

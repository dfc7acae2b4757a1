// <lw-memory>: all that an agent remembers, in four parts: what it has in mind, how that came to be, its archive, and
// what its model is shown.
import { LitElement, css, html, keyed, nothing } from "../../lib/lit.js";
import { base, page } from "../../style/base.js";
import { words } from "../../words/words.js";
import "./blocks.js";

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {keyof typeof PARTS} Name */

const t = await words("memory");

const PARTS = {
  blocks: async () => {},
  timeline: () => import("./timeline.js"),
  archive: () => import("./archive.js"),
  context: () => import("./context.js"),
};
const NAMES = /** @type {Name[]} */ (Object.keys(PARTS));
const STEPS = new Map([
  ["ArrowRight", 1],
  ["ArrowLeft", -1],
]);

export class Memory extends LitElement {
  /** @override */
  static properties = {
    app: { attribute: false },
    route: { attribute: false },
    query: { attribute: false },
    problem: { state: true },
    shown: { state: true },
  };
  /** @override */
  static styles = [
    base,
    page,
    css`
      h1 {
        overflow-wrap: anywhere;
      }

      .tabs {
        margin-bottom: 1.5rem;
      }

      @media (max-width: 30rem) {
        .tabs {
          gap: 0;
        }

        .tabs > button {
          padding-inline: 0.55rem;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {string[]} */
    this.route = [];
    /** @type {URLSearchParams} */
    this.query = new URLSearchParams();
    this.problem = "";
    /** The part whose code is here. @type {Name | ""} */
    this.shown = "";
  }

  get agentId() {
    return this.route[0] || this.app.agentId;
  }

  /** @returns {Name} */
  get name() {
    return NAMES.find((name) => name === this.route[1]) ?? "blocks";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.app.addEventListener("agents", this);
    this.app.addEventListener("agent", this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.app.removeEventListener("agents", this);
    this.app.removeEventListener("agent", this);
  }

  /** @param {Event} event */
  handleEvent({ type }) {
    if (type === "agent" && this.route[0]) this.app.go(this.#link(this.name, this.app.agentId));
    this.requestUpdate();
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("route") && this.name !== this.shown) this.#fetch(this.name);
  }

  /** @override */
  render() {
    const agent = this.app.agents.find(({ id }) => id === this.agentId);
    return html`
      <header class="page"><h1 tabindex="-1">${agent ? t.memoryOf(agent.name) : t.title}</h1></header>
      <div class="tabs" role="tablist" aria-label=${t.title} @keydown=${this.#step}>
        ${NAMES.map((name) => this.#tab(name))}
      </div>
      <section role="tabpanel" id="panel" aria-labelledby=${this.name}>
        <h2 class="visually-hidden">${t.tabs[this.name]}</h2>
        ${this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : nothing}
        ${this.agentId && this.shown === this.name ? keyed(this.agentId, this.#part(this.shown)) : nothing}
      </section>
    `;
  }

  /** @param {Name} name */
  #tab(name) {
    const isHere = name === this.name;
    return html`<button
      role="tab"
      id=${name}
      aria-controls="panel"
      aria-selected=${isHere}
      tabindex=${isHere ? 0 : -1}
      @click=${() => this.app.go(this.#link(name))}
    >
      ${t.tabs[name]}
    </button>`;
  }

  /** @param {Name} name */
  #part(name) {
    const { app, agentId, query } = this;
    if (name === "blocks") return html`<lw-blocks .app=${app} .agentId=${agentId}></lw-blocks>`;
    if (name === "timeline")
      return html`<lw-timeline .app=${app} .agentId=${agentId} .query=${query}></lw-timeline>`;
    if (name === "archive")
      return html`<lw-archive .app=${app} .agentId=${agentId} .query=${query}></lw-archive>`;
    return html`<lw-context .app=${app} .agentId=${agentId} .query=${query}></lw-context>`;
  }

  /** @param {Name} name @param {string} [agentId] */
  #link(name, agentId = this.agentId) {
    return name === "blocks" ? this.app.link("memory", agentId) : this.app.link("memory", agentId, name);
  }

  /** Arrow keys go from tab to tab, as everywhere. @param {KeyboardEvent} event */
  async #step(event) {
    const isBackwards = getComputedStyle(this).direction === "rtl";
    const step = (STEPS.get(event.key) ?? 0) * (isBackwards ? -1 : 1);
    const ends = new Map([
      ["Home", 0],
      ["End", NAMES.length - 1],
    ]);
    const at = ends.get(event.key) ?? (NAMES.indexOf(this.name) + step + NAMES.length) % NAMES.length;
    if (!step && !ends.has(event.key)) return;
    event.preventDefault();
    this.app.go(this.#link(NAMES[at]));
    await new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(`#${NAMES[at]}`))?.focus();
  }

  /** @param {Name} name */
  async #fetch(name) {
    this.problem = "";
    try {
      await PARTS[name]();
      if (name === this.name) this.shown = name; // a person may be elsewhere by now
    } catch {
      if (name === this.name) this.problem = t.notFetched;
    }
  }
}

customElements.define("lw-memory", Memory);

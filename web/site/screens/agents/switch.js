// <lw-agent-switch>: whom one talks with, and everybody else one keystroke away: agents, the conversations of the
// current one, and a new agent. What is listed is fetched when it is opened.
import { LitElement, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { Others } from "./others.js";
import { matches } from "./people.js";
import { switchStyle } from "./switch_style.js";

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {import("./conversations.js").Talk} Talk */
/** @typedef {{ id: string, text: string, group: string, href: string, hint?: string, isHere?: boolean }} Option */

const t = await words("agents");

export class AgentSwitch extends LitElement {
  /** @override */
  static properties = {
    app: { attribute: false },
    isOpen: { state: true },
    search: { state: true },
    at: { state: true },
    talks: { state: true },
  };
  /** @override */
  static styles = [base, switchStyle];

  constructor() {
    super();
    /** @type {App} */
    this.app = /** @type {any} */ (undefined);
    this.isOpen = false;
    this.search = "";
    this.at = 0;
    /** @type {Others} */
    this.others = /** @type {any} */ (undefined);
    /** @type {Talk[]} */
    this.talks = [];
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.others ??= new Others(this.app);
    this.others.addEventListener("change", this);
    for (const type of ["agents", "agent", "changed"]) this.app.addEventListener(type, this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.others.removeEventListener("change", this);
    for (const type of ["agents", "agent", "changed"]) this.app.removeEventListener(type, this);
  }

  /** @param {Event} event */
  handleEvent({ type }) {
    if (type === "agent") this.talks = []; // they were the other one's
    if (type === "changed" && this.isOpen) this.#load();
    else if (type !== "changed") this.requestUpdate();
  }

  /** @override */
  render() {
    const name = this.app.agent?.name ?? "lettawasm";
    const busy = this.others.names;
    return html`
      <button
        class="opener"
        popovertarget="menu"
        aria-haspopup="listbox"
        aria-expanded=${this.isOpen}
        aria-label="${t.switchTo}: ${name}${busy.length ? `. ${t.answeringNow(busy)}` : ""}"
        @keydown=${this.#openByKey}
      >
        <span dir="auto">${name}</span>
        ${busy.length ? html`<i class="dot" title=${t.answeringNow(busy)}></i>` : nothing}
      </button>
      <div popover id="menu" @beforetoggle=${this.#opening} @toggle=${this.#toggled}>
        ${this.isOpen ? this.#list() : nothing}
      </div>
    `;
  }

  #list() {
    const { options } = this;
    const groups = [...new Set(options.map(({ group }) => group))];
    return html`
      <input
        type="search"
        role="combobox"
        aria-expanded="true"
        aria-controls="list"
        aria-autocomplete="list"
        aria-activedescendant=${options[this.at] ? `option-${this.at}` : nothing}
        aria-label=${t.findAgent}
        placeholder=${t.find}
        autocomplete="off"
        autofocus
        .value=${this.search}
        @input=${this.#find}
        @keydown=${this.#step}
      />
      <p class="visually-hidden" role="status">${this.search ? t.results(options.length) : ""}</p>
      <div role="listbox" id="list" aria-label=${t.switchTo}>
        ${groups.map((group) => this.#group(group, options))}
      </div>
    `;
  }

  /** @param {string} group @param {Option[]} options */
  #group(group, options) {
    return html`<div role="group" aria-label=${group || t.title}>
      <p class=${group ? "group" : "doors"} role="presentation">${group}</p>
      ${options.map((option, index) => (option.group === group ? this.#option(option, index) : nothing))}
    </div>`;
  }

  /** @param {Option} option @param {number} index */
  #option({ id, text, href, isHere }, index) {
    return html`<div
      role="option"
      id="option-${index}"
      class="${index === this.at ? "at" : ""} ${isHere ? "here" : ""}"
      aria-selected=${Boolean(isHere)}
      @click=${() => this.#go(href)}
    >
      <span dir="auto">${text}</span>
      ${this.others.busy.has(id) ? html`<span class="busy">${t.answering}</span>` : nothing}
    </div>`;
  }

  /** What can be chosen now. @returns {Option[]} */
  get options() {
    const { app, search } = this;
    const agents = app.agents.map(({ id, name, tags }) => ({
      ...{ id, text: name, tags, group: t.agentsHere, href: app.link("chat", id) },
      isHere: id === app.agentId,
    }));
    const talks = this.talks.map(({ id, summary }) => ({
      ...{ id, text: summary || t.untitled, group: t.talksOf(app.agent?.name ?? "") },
      href: app.link("chat", app.agentId, id),
    }));
    const doors = [
      { id: "new", text: t.new, group: "", href: app.link("agents", "new") },
      { id: "import", text: t.bring, group: "", href: app.link("agents", "import") },
      { id: "all", text: t.allAgents, group: "", href: app.link("agents") },
    ];
    return [...agents, ...talks, ...doors].filter((option) =>
      matches(search, { ...option, name: option.text }),
    );
  }

  /** @param {KeyboardEvent} event */
  #openByKey(event) {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    this.#popover.showPopover();
  }

  /** All of it is there at once: the next keys are meant for the field. @param {ToggleEvent} event */
  #opening({ newState }) {
    if (newState !== "open") return;
    this.isOpen = true;
    this.search = "";
    this.at = Math.max(
      0,
      this.app.agents.findIndex(({ id }) => id === this.app.agentId),
    );
    this.#place();
    this.performUpdate();
  }

  /** @param {ToggleEvent} event */
  #toggled({ newState }) {
    this.isOpen = newState === "open";
    if (this.isOpen) this.#load();
  }

  /** Below the button, at the side where reading begins. */
  #place() {
    const { bottom, left, right } = this.getBoundingClientRect();
    const isBackwards = getComputedStyle(this).direction === "rtl";
    const beside = isBackwards ? innerWidth - right : left;
    this.#popover.style.setProperty("--below", `${bottom + 4}px`);
    this.#popover.style.setProperty("--beside", `${Math.max(8, Math.min(beside, innerWidth - 350))}px`);
  }

  async #load() {
    const { app } = this;
    const query = `agent_id=${encodeURIComponent(app.agentId)}&limit=20&order_by=last_message_at`;
    try {
      this.talks = await app.api.get(`/v1/conversations/?${query}`);
    } catch {
      // whoever is here can be gone to without it
    }
  }

  /** @param {InputEvent} event */
  #find({ target }) {
    this.search = /** @type {HTMLInputElement} */ (target).value;
    this.at = 0;
  }

  /** @param {KeyboardEvent} event */
  #step(event) {
    const { options } = this;
    const steps = new Map([
      ["ArrowDown", this.at + 1],
      ["ArrowUp", this.at - 1],
      ["PageDown", Math.min(this.at + 8, options.length - 1)],
      ["PageUp", Math.max(this.at - 8, 0)],
    ]);
    const to = steps.get(event.key);
    if (event.key === "Enter" && options[this.at]) this.#go(options[this.at].href);
    else if (to === undefined) return;
    else this.#moveTo((to + options.length) % options.length);
    event.preventDefault();
  }

  /** @param {number} at */
  async #moveTo(at) {
    this.at = at;
    await this.updateComplete;
    this.renderRoot.querySelector(`#option-${at}`)?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} href */
  #go(href) {
    this.#popover.hidePopover();
    this.app.go(href);
  }

  get #popover() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector("[popover]"));
  }
}

customElements.define("lw-agent-switch", AgentSwitch);

// <lw-tool-list>: all tools there are, which of them the current agent has, and before which it asks.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, words } from "../../words/words.js";
import { KINDS, currentAgent, firstSentence, isAsked, kindOf, serverOf } from "./kinds.js";
import { pageTools } from "./page_list.js";
import { switches, toggle } from "./switch.js";
import { View } from "../view.js";

/** @typedef {import("./kinds.js").Tool} Tool */
/** @typedef {import("./kinds.js").Agent} Agent */
/** @typedef {{ name: string, calls: number, failures: number, last_at: string, last_failure_at: string | null }} Count */

const t = await words("tools");
const SIEVES = /** @type {const} */ (["all", "held", "asked", "failed"]);

export class ToolList extends View {
  /** @override */
  static properties = { ...View.properties, search: { state: true }, sieve: { state: true } };
  /** @override */
  static shows = /\/v1\/(agents|tools|mcp-servers|runs)/;
  /** @override */
  static styles = [
    base,
    switches,
    css`
      :host {
        display: block;
      }

      .sieve {
        margin-block: 0.75rem 0.5rem;
      }

      .sieve input {
        flex: 1 1 12rem;
      }

      h2 {
        margin-top: 1.75rem;
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.25rem 1.25rem;
        align-items: center;
        padding: 0.75rem 0;
        border-bottom: 1px solid var(--rule);
      }

      .name {
        color: inherit;
        font: 600 0.95rem/1.4 var(--code);
        text-decoration: none;
        overflow-wrap: anywhere;
      }

      .name:hover {
        text-decoration: underline;
      }

      .about {
        max-width: 38rem;
        text-wrap: pretty;
      }

      .meta {
        display: flex;
        flex-wrap: wrap;
        gap: 0.1rem 0.6rem;
        color: var(--faded);
        font-size: 0.8rem;
      }

      .controls {
        display: grid;
        grid-template-columns: auto auto;
        gap: 0 1.25rem;
      }

      @media (max-width: 40rem) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }

        .controls {
          justify-content: start;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Tool[]} */
    this.tools = [];
    /** @type {Map<string, Count>} */
    this.counts = new Map();
    /** @type {Agent | null} */
    this.agent = null;
    this.search = "";
    /** @type {typeof SIEVES[number]} */
    this.sieve = "all";
  }

  /** @override */
  async load() {
    const [tools, counts, agent] = await Promise.all([
      this.api.get("/v1/tools/?limit=1000&order=asc"),
      this.api.get("/v1/tools/uses"),
      currentAgent(this.app),
    ]);
    this.tools = tools;
    this.counts = new Map(counts.map((/** @type {Count} */ each) => [each.name, each]));
    this.agent = agent;
  }

  /** @override */
  render() {
    if (!this.isLoaded)
      return this.trouble ? this.line : html`<p class="hint" role="status">${t.loading}</p>`;
    const shown = this.tools.filter((tool) => this.#isShown(tool));
    return html`<p class="hint">${this.agent ? t.list.about(this.agent.name) : t.list.nobody}</p>
      ${this.#sieve()} ${this.line}
      ${shown.length ? KINDS.map((kind) => this.#group(kind, shown)) : html`<p class="empty">${t.list.none}</p>`}
      ${pageTools(this.app.runtime.tools)}`;
  }

  #sieve() {
    return html`<form
      class="row sieve"
      role="search"
      @submit=${(/** @type {Event} */ event) => event.preventDefault()}
    >
      <input
        type="search"
        aria-label=${t.list.search}
        placeholder=${t.list.search}
        .value=${this.search}
        @input=${(/** @type {any} */ { target }) => (this.search = target.value)}
      />
      <select
        aria-label=${t.list.show}
        @change=${(/** @type {any} */ { target }) => (this.sieve = target.value)}
      >
        ${SIEVES.map((each) => html`<option value=${each} ?selected=${each === this.sieve}>${t.list.sieves[each]}</option>`)}
      </select>
    </form>`;
  }

  /** @param {Tool} tool */
  #isShown(tool) {
    const text = `${tool.name} ${tool.description ?? ""} ${serverOf(tool)}`.toLowerCase();
    if (!text.includes(this.search.trim().toLowerCase())) return false;
    if (this.sieve === "held") return this.#isHeld(tool);
    if (this.sieve === "asked") return this.agent !== null && isAsked(this.agent, tool.name);
    return this.sieve === "all" || Boolean(this.counts.get(tool.name)?.failures);
  }

  /** @param {Tool} tool */
  #isHeld({ id }) {
    return Boolean(this.agent?.tools.some((tool) => tool.id === id));
  }

  /** @param {typeof KINDS[number]} kind @param {Tool[]} shown */
  #group(kind, shown) {
    const its = shown.filter((tool) => kindOf(tool) === kind);
    if (!its.length) return nothing;
    return html`<section aria-labelledby=${kind}>
      <h2 id=${kind}>${t.kinds[kind]}</h2>
      <ul class="plain">
        ${repeat(
          its,
          ({ id }) => id,
          (tool) => this.#row(tool),
        )}
      </ul>
    </section>`;
  }

  /** @param {Tool} tool */
  #row(tool) {
    const { id, name, description } = tool;
    return html`<li data-tool=${name}>
      <div>
        <a class="name" href=${this.app.link("tools", "tool", id)}>${name}</a>
        <p class="about">${firstSentence(description)}</p>
        ${this.#meta(tool)}
      </div>
      ${this.agent ? this.#controls(tool, this.agent) : nothing}
    </li>`;
  }

  /** @param {Tool} tool */
  #meta(tool) {
    const [server, count] = [serverOf(tool), this.counts.get(tool.name)];
    if (!server && !count) return nothing;
    return html`<p class="meta">
      ${server ? html`<span>${t.list.from(server)}</span>` : nothing}
      ${count ? html`<span>${t.list.uses(count.calls)}, ${ago(count.last_at)}</span>` : nothing}
      ${count?.failures ? html`<span class="error">${t.list.failures(count.failures)}</span>` : nothing}
    </p>`;
  }

  /** @param {Tool} tool @param {Agent} agent */
  #controls(tool, agent) {
    const isHeld = this.#isHeld(tool);
    return html`<div class="controls">
      ${toggle({
        text: t.list.ask,
        label: t.list.askBefore(tool.name),
        name: "ask",
        isOn: isHeld && isAsked(agent, tool.name),
        isDisabled: !isHeld,
        onChange: (isOn) => this.#setAsked(agent, tool, isOn),
      })}
      ${toggle({
        text: t.list.may,
        label: t.list.mayUse(agent.name, tool.name),
        name: "may",
        isOn: isHeld,
        onChange: (isOn) => this.#setHeld(agent, tool, isOn),
      })}
    </div>`;
  }

  /** @param {Agent} agent @param {Tool} tool @param {boolean} isHeld */
  #setHeld(agent, { id, name }, isHeld) {
    return this.attempt(async () => {
      await this.api.patch(`/v1/agents/${agent.id}/tools/${isHeld ? "attach" : "detach"}/${id}`, {});
      await this.refresh();
      return isHeld ? t.list.given(agent.name, name) : t.list.taken(agent.name, name);
    });
  }

  /** @param {Agent} agent @param {Tool} tool @param {boolean} isAsked */
  #setAsked(agent, { name }, isAsked) {
    return this.attempt(async () => {
      await this.api.patch(`/v1/agents/${agent.id}/tools/approval/${name}`, { requires_approval: isAsked });
      await this.refresh();
      return isAsked ? t.list.asks(agent.name, name) : t.list.asksNoMore(agent.name, name);
    });
  }
}

customElements.define("lw-tool-list", ToolList);

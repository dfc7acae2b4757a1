// <lw-agent-list>: everybody who is here, who was active last first, and who was put away.
import { html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, number, words } from "../../words/words.js";
import { View } from "../view.js";
import { answering, everybody, lastActive, matches, setAway, sizeInMind } from "./people.js";
import { listStyle } from "./list_style.js";

/** @typedef {import("./people.js").Agent} Agent */

const t = await words("agents");
const MANY = 6; // from here on there is something to search in

export class AgentList extends View {
  /** @override */
  static properties = { ...View.properties, search: { state: true } };
  /** @override */
  static shows = /\/v1\/(agents|conversations|runs|groups)/;
  /** @override */
  static styles = [base, listStyle];

  constructor() {
    super();
    /** @type {Agent[]} */
    this.agents = [];
    /** @type {Set<string>} */
    this.busy = new Set();
    this.search = "";
  }

  /** @override */
  async load() {
    [this.agents, this.busy] = await Promise.all([everybody(this.app), answering(this.app)]);
  }

  /** @override */
  render() {
    return html`
      <header class="page">
        <h1 tabindex="-1">${t.title}</h1>
        <p class="hint about">${t.about}</p>
        <div class="row">
          <a class="button primary" href=${this.app.link("agents", "new")}>${t.new}</a>
          <a class="button" href=${this.app.link("agents", "import")}>${t.bring}</a>
          ${this.agents.length >= MANY ? this.#search() : nothing}
        </div>
      </header>
      ${this.problem ? this.line : nothing}
      ${this.isLoaded ? this.#shown() : html`<p class="hint" role="status">${t.loading}</p>`}
    `;
  }

  #search() {
    return html`<input
      type="search"
      aria-label=${t.search}
      placeholder=${t.search}
      .value=${this.search}
      @input=${(/** @type {any} */ { target }) => (this.search = target.value)}
    />`;
  }

  #shown() {
    const found = this.agents.filter((agent) => matches(this.search, agent));
    const [here, away] = [found.filter(({ hidden }) => !hidden), found.filter(({ hidden }) => hidden)];
    return html`
      ${this.search ? html`<p class="visually-hidden" role="status">${t.found(found.length)}</p>` : nothing}
      <ul class="plain cards">
        ${repeat(
          here,
          ({ id }) => id,
          (agent) => this.#card(agent),
        )}
      </ul>
      ${here.length ? nothing : html`<p class="empty">${this.search ? t.noMatch(this.search) : t.none}</p>`}
      ${away.length ? this.#away(away) : nothing}
    `;
  }

  /** @param {Agent} agent */
  #card(agent) {
    const { id, name, description, tags } = agent;
    const isCurrent = id === this.app.agentId;
    return html`<li class=${isCurrent ? "card current" : "card"} data-agent=${id}>
      <h2 dir="auto">
        <a class="whole" href=${this.app.link("chat", id)} aria-label=${t.openOf(name)}>${name}</a>
      </h2>
      ${description ? html`<p class="description" dir="auto">${description}</p>` : nothing}
      <p class="row" ?hidden=${!tags.length && !isCurrent}>
        ${isCurrent ? html`<span class="tag">${t.current}</span>` : nothing}
        ${tags.map((tag) => html`<span class="tag">${tag}</span>`)}
      </p>
      <div class="meta hint">
        ${this.#activity(agent)}
        <p>${t.remembers(sizeInMind(agent))}</p>
        <p>${agent.model ?? t.noModel}</p>
      </div>
      <a class="more" href=${this.app.link("agents", id)} aria-label=${t.detailsOf(name)}>${t.details}</a>
    </li>`;
  }

  /** @param {Agent} agent */
  #activity(agent) {
    if (this.busy.has(agent.id)) return html`<p class="busy">${t.answering}</p>`;
    if (agent.last_stop_reason === "requires_approval") return html`<p class="busy">${t.waits}</p>`;
    return html`<p>${agent.last_run_completion ? t.lastActive(ago(lastActive(agent))) : t.never}</p>`;
  }

  /** @param {Agent[]} agents */
  #away(agents) {
    return html`<details class="away" ?open=${Boolean(this.search)}>
      <summary>${t.putAwayTitle} (${number(agents.length)})</summary>
      <p class="hint">${t.putAwayHint}</p>
      <ul class="plain">
        ${agents.map(
          (agent) =>
            html`<li class="row spread">
              <a href=${this.app.link("agents", agent.id)}>${agent.name}</a>
              <button @click=${() => this.#takeBack(agent)}>${t.takeBack}</button>
            </li>`,
        )}
      </ul>
    </details>`;
  }

  /** @param {Agent} agent */
  #takeBack({ id, name }) {
    return this.attempt(async () => {
      await setAway(this.app, id, false);
      await this.refresh();
      this.app.tell(t.backNow(name));
    });
  }
}

customElements.define("lw-agent-list", AgentList);

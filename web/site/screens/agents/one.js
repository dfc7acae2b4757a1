// <lw-agent-page>: one agent. What it is, its conversations, and how to take it along, double it or part with it.
import { html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, date, words } from "../../words/words.js";
import { View } from "../view.js";
import "./conversations.js";
import { duplicate, part, saveBackup, saveFile } from "./leaving.js";
import { answering, one, setAway, sizeInMind } from "./people.js";
import { oneStyle } from "./one_style.js";

/** @typedef {import("./people.js").Agent} Agent */

const t = await words("agents");

export class AgentPage extends View {
  /** @override */
  static properties = { ...View.properties, agentId: { attribute: false }, isRenaming: { state: true } };
  /** @override */
  static shows = /\/v1\/(agents|runs)/;
  /** @override */
  static styles = [base, oneStyle];

  constructor() {
    super();
    this.agentId = "";
    /** @type {Agent | null} */
    this.agent = null;
    this.isBusy = false;
    this.isRenaming = false;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.get("agentId")) this.refresh(); // not for the first one, which comes before it is connected
  }

  /** @override */
  async load() {
    const [agent, busy] = await Promise.all([one(this.app, this.agentId), answering(this.app)]);
    this.agent = agent;
    this.isBusy = busy.has(this.agentId);
  }

  /** @override */
  render() {
    const { agent } = this;
    const back = html`<a class="back" href=${this.app.link("agents")}>${t.back}</a>`;
    if (!agent)
      return html`${back}
        <h1 tabindex="-1">${t.title}</h1>
        <p class="empty" role="status">${this.isLoaded ? t.gone : t.loading}</p>`;
    return html`
      ${back} ${this.isRenaming ? this.#form(agent) : this.#head(agent)} ${this.line} ${this.#facts(agent)}
      <lw-agent-conversations .app=${this.app} .agentId=${agent.id}></lw-agent-conversations>
      ${this.#take(agent)} ${this.#more(agent)}
    `;
  }

  /** @param {Agent} agent */
  #head(agent) {
    return html`
      <h1 tabindex="-1" dir="auto">${agent.name}</h1>
      ${agent.description ? html`<p class="about" dir="auto">${agent.description}</p>` : nothing}
      <div class="row head">
        <a class="button primary" href=${this.app.link("chat", agent.id)}>${t.talk}</a>
        <a class="button" href=${this.app.link("memory", agent.id)}>${t.facts.memory}</a>
        <button @click=${() => (this.isRenaming = true)}>${t.rename}</button>
        ${agent.tags.map((tag) => html`<span class="tag">${tag}</span>`)}
      </div>
    `;
  }

  /** @param {Agent} agent */
  #form(agent) {
    return html`
      <h1 tabindex="-1" class="visually-hidden">${agent.name}</h1>
      <form class="stack" @submit=${this.#rename}>
        <label class="field"
          >${t.name}<input name="name" required maxlength="256" .value=${agent.name} autofocus
        /></label>
        <label class="field"
          >${t.description}<textarea name="description" rows="2" .value=${agent.description ?? ""}></textarea>
        </label>
        <label class="field">${t.tags}<input name="tags" .value=${agent.tags.join(", ")} /></label>
        <div class="row">
          <button class="primary">${t.save}</button>
          <button type="button" @click=${() => (this.isRenaming = false)}>${t.cancel}</button>
        </div>
      </form>
    `;
  }

  /** @param {SubmitEvent} event */
  #rename(event) {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
    const tags = String(fields.tags).split(",");
    const body = { ...fields, tags: tags.map((tag) => tag.trim()).filter(Boolean) };
    return this.attempt(async () => {
      await this.api.patch(`/v1/agents/${this.agentId}`, body);
      await Promise.all([this.refresh(), this.app.listAgents()]);
      this.isRenaming = false;
    });
  }

  /** @param {Agent} agent */
  #facts(agent) {
    const active = agent.last_run_completion ? ago(agent.last_run_completion) : t.never;
    /** @type {[string, string][]} */
    const facts = [
      [t.facts.model, agent.model ?? t.noModel],
      [t.facts.active, this.isBusy ? t.answering : active],
      [t.facts.memory, t.characters(sizeInMind(agent))],
      [t.facts.tools, String(agent.tools.length)],
      [t.facts.made, date(agent.created_at, { dateStyle: "medium" })],
    ];
    return html`<dl>
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
  }

  /** @param {Agent} agent */
  #take(agent) {
    const { app } = this;
    /** @param {() => Promise<string>} work */
    const does = (work) => () => this.attempt(work);
    return html`<section aria-labelledby="take">
      <h2 id="take">${t.take}</h2>
      <p class="hint">${t.takeHint}</p>
      <div class="row">
        <button @click=${does(() => saveFile(app, agent))}>${t.exportAf}</button>
        <button @click=${does(() => saveFile(app, agent, false))}>${t.exportAfBare}</button>
        <button @click=${does(() => saveBackup(app, agent))}>${t.exportBackup}</button>
        <button @click=${does(() => saveBackup(app, agent, "html"))}>${t.exportPage}</button>
      </div>
    </section>`;
  }

  /** @param {Agent} agent */
  #more(agent) {
    return html`<section aria-labelledby="more">
      <h2 id="more">${t.more}</h2>
      <p class="hint">${t.moreHint} ${t.awayHint}</p>
      <div class="row">
        <button @click=${() => this.#duplicate(agent)}>${t.duplicate}</button>
        <button @click=${() => this.#setAway(agent, !agent.hidden)}>
          ${agent.hidden ? t.takeBack : t.putAway}
        </button>
        <button class="danger" @click=${() => this.#delete(agent)}>${t.deleteAgent}</button>
      </div>
    </section>`;
  }

  /** @param {Agent} agent */
  #duplicate(agent) {
    return this.attempt(async () => {
      const id = await duplicate(this.app, agent);
      const talk = { action: t.talk, onAction: () => this.app.go(this.app.link("chat", id)) };
      this.app.tell(t.duplicated(t.copyName(agent.name)), talk);
      this.app.go(this.app.link("agents", id));
    });
  }

  /** @param {Agent} agent @param {boolean} isAway */
  #setAway(agent, isAway) {
    return this.attempt(async () => {
      if (isAway && this.app.agents.every(({ id }) => id === agent.id)) throw new Error(t.lastOne);
      await setAway(this.app, agent.id, isAway);
      const undo = { action: t.undo, onAction: () => this.#setAway(agent, !isAway) };
      this.app.tell(isAway ? t.awayNow(agent.name) : t.backNow(agent.name), undo);
      await this.refresh();
    });
  }

  /** @param {Agent} agent */
  #delete(agent) {
    return this.attempt(async () => {
      if (await part(this.app, agent)) this.app.go(this.app.link("agents"));
    });
  }
}

customElements.define("lw-agent-page", AgentPage);

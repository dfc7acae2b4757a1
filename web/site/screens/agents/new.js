// <lw-agent-new>: a new agent. Whom to begin with, and what of it shall be different.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { language, words } from "../../words/words.js";
import { View, sentenceOf } from "../view.js";

/** @typedef {{ label: string, value: string, description: string }} BlockStart */
/**
 * @typedef {{ key: string, title: string, summary: string, agent: { name: string, description: string, tags: string[],
 *   memory_blocks: BlockStart[], tools: string[] } }} Starter
 */

const t = await words("agents");
const PERSONA = "persona";

export class AgentNew extends View {
  /** @override */
  static properties = { ...View.properties, chosen: { state: true }, isMaking: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      .back {
        display: inline-block;
        margin-bottom: 0.75rem;
        padding-block: 0.2rem;
        font-size: 0.9rem;
      }

      fieldset {
        min-width: 0;
        margin: 1.5rem 0 0;
        padding: 0;
        border: 0;
      }

      legend {
        margin-bottom: 0.75rem;
        padding: 0;
        font: 600 1.2rem/1.3 var(--words);
      }

      .starters {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr));
        gap: 0.75rem;
      }

      .starter {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.1rem 0.6rem;
        align-content: start;
        padding: 0.8rem 0.9rem;
        border: 1px solid var(--rule);
        border-radius: 0.75rem;
        background: var(--raised);
      }

      .starter:hover {
        border-color: var(--edge);
      }

      .starter:has(:checked) {
        border-color: var(--accent);
        box-shadow: inset 0 0 0 1px var(--accent);
      }

      .starter input {
        margin-top: 0.1rem;
      }

      .starter strong {
        font: 600 1.05rem/1.35 var(--words);
      }

      .starter .hint {
        grid-column: 2;
        text-wrap: pretty;
      }

      .details {
        display: flex;
        flex-direction: column;
        gap: 1rem;
        max-width: 40rem;
        margin-top: 2.5rem;
      }

      textarea {
        font: 1rem/1.55 var(--words);
        field-sizing: content;
        min-height: 5rem;
      }

      details textarea {
        min-height: 3.2rem;
      }

      details[open] {
        display: flex;
        flex-direction: column;
        gap: 0.9rem;
      }

      summary {
        padding-block: 0.3rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Starter[]} */
    this.starters = [];
    /** @type {string[]} */
    this.models = [];
    /** @type {Starter | null} */
    this.chosen = null;
    this.isMaking = false;
  }

  /** @override */
  async load() {
    const [starters, models] = await Promise.all([
      this.api.get(`/v1/agents/templates?language=${language()}`),
      this.api.get("/v1/models/"),
    ]);
    this.starters = starters;
    this.models = models.map((/** @type {{ handle: string }} */ { handle }) => handle);
    this.chosen ??= starters[0];
  }

  /** @override */
  render() {
    return html`
      <a class="back" href=${this.app.link("agents")}>${t.back}</a>
      <h1 tabindex="-1">${t.newTitle}</h1>
      <p class="hint">${t.newHint}</p>
      ${this.isLoaded && this.chosen ? this.#form(this.chosen) : this.#waiting()}
    `;
  }

  #waiting() {
    return this.problem ? this.line : html`<p class="hint" role="status">${t.loading}</p>`;
  }

  /** @param {Starter} chosen */
  #form(chosen) {
    return html`<form @submit=${this.#make}>
      <fieldset>
        <legend>${t.begin}</legend>
        <div class="starters">${this.starters.map((starter) => this.#starter(starter, chosen))}</div>
      </fieldset>
      <div class="details">
        <h2>${t.whom(chosen.title)}</h2>
        ${this.#details(chosen)}
        <div class="row">
          <button class="primary" ?disabled=${this.isMaking}>${this.isMaking ? t.making : t.make}</button>
        </div>
        ${this.line}
      </div>
    </form>`;
  }

  /** @param {Starter} starter @param {Starter} chosen */
  #starter(starter, chosen) {
    const { key, title, summary } = starter;
    return html`<label class="starter">
      <input
        type="radio"
        name="key"
        value=${key}
        aria-describedby="about-${key}"
        .checked=${starter === chosen}
        @change=${() => (this.chosen = starter)}
      />
      <strong>${title}</strong>
      <span class="hint" id="about-${key}">${summary}</span>
    </label>`;
  }

  /** @param {Starter} chosen */
  #details({ agent }) {
    const others = agent.memory_blocks.filter(({ label }) => label !== PERSONA);
    const persona = agent.memory_blocks.find(({ label }) => label === PERSONA);
    return html`
      <label class="field"
        >${t.name}<input name="name" required maxlength="256" .value=${agent.name}
      /></label>
      <label class="field">
        ${t.model}
        <select name="model">
          ${this.models.map(
            (handle) => html`<option ?selected=${handle === this.app.agent?.model}>${handle}</option>`,
          )}
        </select>
      </label>
      ${persona ? this.#block(persona, t.persona) : nothing}
      <details>
        <summary>${t.otherBlocks}</summary>
        <p class="hint">${t.otherBlocksHint}</p>
        ${others.map((block) => this.#block(block, block.label))}
      </details>
      ${agent.tools.length ? html`<p class="hint">${t.toolsOf(agent.tools.join(", "))}</p>` : nothing}
    `;
  }

  /** @param {BlockStart} block @param {string} name */
  #block({ label, value, description }, name) {
    return html`<label class="field">
      ${name}
      <span class="hint">${description}</span>
      <textarea name="block ${label}" rows="2" .value=${value}></textarea>
    </label>`;
  }

  /** @param {SubmitEvent} event */
  async #make(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const { agent } = /** @type {Starter} */ (this.chosen);
    const blocks = agent.memory_blocks.map((block) => ({
      ...block,
      value: String(fields.get(`block ${block.label}`) ?? block.value),
    }));
    const body = { ...agent, name: fields.get("name"), model: fields.get("model"), memory_blocks: blocks };
    this.isMaking = true;
    try {
      const { id, name } = await this.api.post("/v1/agents/", body);
      await this.app.listAgents();
      this.app.go(this.app.link("chat", id));
      this.app.tell(t.made(name));
    } catch (error) {
      this.problem = sentenceOf(error);
    } finally {
      this.isMaking = false;
    }
  }
}

customElements.define("lw-agent-new", AgentNew);

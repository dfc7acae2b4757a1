// <lw-tool-rules>: the rules that bind the current agent's tools, each as a sentence.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { currentAgent } from "./kinds.js";
import { RULE_KINDS, ruleOf } from "./rule_kinds.js";
import { View } from "../view.js";

/** @typedef {import("./kinds.js").Agent} Agent */
/** @typedef {import("./kinds.js").Rule} Rule */

const t = await words("tools");

export class ToolRules extends View {
  /** @override */
  static properties = { ...View.properties, type: { state: true } };
  /** @override */
  static shows = /\/v1\/agents/;
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: block;
      }

      li {
        display: flex;
        gap: 1rem;
        align-items: center;
        justify-content: space-between;
        padding: 0.6rem 0;
        border-bottom: 1px solid var(--rule);
      }

      li p {
        min-width: 0;
        overflow-wrap: anywhere;
      }

      form {
        margin-top: 2rem;
      }

      form h2 {
        margin-bottom: 0.25rem;
      }

      .field {
        max-width: 28rem;
      }

      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        margin: 0;
        padding: 0;
        border: 0;
      }

      legend {
        padding: 0;
        font-size: 0.9rem;
      }

      form button {
        align-self: flex-start;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Agent | null} */
    this.agent = null;
    this.type = "run_first";
    this.changing = Promise.resolve(true);
  }

  /** @override */
  async load() {
    this.agent = await currentAgent(this.app);
  }

  /** @override */
  render() {
    const { agent } = this;
    if (!agent)
      return this.isLoaded || this.trouble ? this.line : html`<p class="hint" role="status">${t.loading}</p>`;
    const rules = agent.tool_rules ?? [];
    return html`<p class="hint">${t.rules.about(agent.name)}</p>
      ${
        rules.length
          ? html`<ul class="plain">
              ${rules.map((rule) => this.#rule(agent, rule))}
            </ul>`
          : html`<p class="empty">${t.rules.none}</p>`
      }
      ${this.line} ${agent.tools.length ? this.#form(agent) : nothing}`;
  }

  /** @param {Agent} agent @param {Rule} rule */
  #rule(agent, rule) {
    const sentence = sentenceOf(rule);
    const isOther = (/** @type {Rule} */ each) => JSON.stringify(each) !== JSON.stringify(rule);
    return html`<li>
      <p>${sentence}</p>
      <button
        class="quiet"
        aria-label="${t.rules.remove}: ${sentence}"
        @click=${() => this.#change(agent, (rules) => rules.filter(isOther), t.rules.removed)}
      >
        ${t.rules.remove}
      </button>
    </li>`;
  }

  /** @param {Agent} agent */
  #form(agent) {
    const names = agent.tools.map(({ name }) => name).toSorted();
    const extra = RULE_KINDS[this.type];
    return html`<form
      class="stack card"
      @submit=${(/** @type {SubmitEvent} */ event) => this.#add(event, agent)}
    >
      <h2>${t.rules.new}</h2>
      <label class="field">
        ${t.rules.kind}
        <select name="type" @change=${(/** @type {any} */ { target }) => (this.type = target.value)}>
          ${Object.keys(RULE_KINDS).map(
            (type) =>
              html`<option value=${type} ?selected=${type === this.type}>
                ${t.rules.kinds[/** @type {"run_first"} */ (type)]}
              </option>`,
          )}
        </select>
      </label>
      <label class="field">
        ${t.rules.tool}
        <select name="tool">
          ${names.map((name) => html`<option>${name}</option>`)}
        </select>
      </label>
      ${extra === "children" ? children(names) : nothing} ${extra === "count" ? count() : nothing}
      ${extra === "mapping" ? mapping(names) : nothing}
      <button class="primary">${t.rules.add}</button>
    </form>`;
  }

  /** @param {SubmitEvent} event @param {Agent} agent */
  #add(event, agent) {
    event.preventDefault();
    const entered = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(entered.get(name) ?? "");
    const rule = ruleOf({
      type: this.type,
      tool: text("tool"),
      children: entered.getAll("children").map(String),
      count: Number(text("count")),
      mapping: text("mapping"),
      otherwise: text("otherwise"),
    });
    return this.#change(agent, (rules) => [...rules, rule], t.rules.added);
  }

  /** One after another, and what has come since is kept. @param {Agent} agent @param {(rules: Rule[]) => Rule[]} change @param {string} sentence */
  #change({ id }, change, sentence) {
    const before = this.changing;
    return (this.changing = this.attempt(async () => {
      await before;
      const { tool_rules: rules } = await this.api.get(`/v1/agents/${id}`);
      await this.api.patch(`/v1/agents/${id}`, { tool_rules: change(rules ?? []) });
      await this.refresh();
      return sentence;
    }));
  }
}

/** @param {Rule} rule */
function sentenceOf(rule) {
  const say = t.rules.sentences[/** @type {"run_first"} */ (rule.type)];
  return say ? say(/** @type {any} */ (rule)) : `${rule.type}: ${rule.tool_name}`;
}

/** @param {string[]} names */
function children(names) {
  return html`<fieldset>
    <legend>${t.rules.children}</legend>
    ${names.map(
      (name) =>
        html`<label class="check"
          ><input type="checkbox" name="children" value=${name} /><code>${name}</code></label
        >`,
    )}
  </fieldset>`;
}

function count() {
  return html`<label class="field"
    >${t.rules.count}<input name="count" type="number" min="0" max="1000" value="1" required
  /></label>`;
}

/** @param {string[]} names */
function mapping(names) {
  return html`<label class="field"
      >${t.rules.mapping}<textarea
        name="mapping"
        rows="3"
        required
        spellcheck="false"
        placeholder="yes -> ${names[0]}"
      ></textarea>
    </label>
    <label class="field"
      >${t.rules.otherwise}
      <select name="otherwise">
        <option value="">${t.rules.any}</option>
        ${names.map((name) => html`<option>${name}</option>`)}
      </select>
    </label>`;
}

customElements.define("lw-tool-rules", ToolRules);

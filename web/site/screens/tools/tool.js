// <lw-tool>: one tool, whole: what it does and takes, a run by hand, what it may reach, and how it fared lately.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { forgetInTabs } from "../../tab_secrets.js";
import { words } from "../../words/words.js";
import { currentAgent, isAsked, serverOf } from "./kinds.js";
import { argumentsList, schemas } from "./schema.js";
import { switches, toggle } from "./switch.js";
import { View } from "../view.js";
import "./grants.js";
import "./trying.js";
import "./uses.js";

/** @typedef {import("./kinds.js").Tool} Tool */
/** @typedef {import("./kinds.js").Agent} Agent */

const t = await words("tools");

export class ToolView extends View {
  /** @override */
  static properties = { ...View.properties, toolId: { attribute: false } };
  /** @override */
  static shows = /\/v1\/(agents|tools|mcp-servers)/;
  /** @override */
  static styles = [
    base,
    schemas,
    switches,
    css`
      :host {
        display: block;
      }

      section + section {
        margin-top: 2rem;
      }

      h2.name {
        font: 600 1.25rem/1.3 var(--code);
        overflow-wrap: anywhere;
      }

      h3 {
        margin-bottom: 0.5rem;
      }

      .about {
        max-width: 42rem;
        margin-top: 0.75rem;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }

      .controls {
        gap: 0.5rem 1.5rem;
        margin-top: 1rem;
      }

      details {
        margin-top: 0.75rem;
      }

      pre {
        max-height: 30rem;
        margin-top: 0.5rem;
        overflow: auto;
      }
    `,
  ];

  constructor() {
    super();
    this.toolId = "";
    /** @type {Tool | null} */
    this.tool = null;
    /** @type {Agent | null} */
    this.agent = null;
  }

  /** @override */
  async load() {
    const [tool, agent] = await Promise.all([
      this.api.get(`/v1/tools/${this.toolId}`),
      currentAgent(this.app),
    ]);
    this.tool = tool;
    this.agent = agent;
  }

  /** @override */
  render() {
    const { tool, agent } = this;
    if (!tool) return this.trouble ? this.line : html`<p class="hint" role="status">${t.loading}</p>`;
    const isHeld = Boolean(agent?.tools.some(({ id }) => id === tool.id));
    return html`<section>
        <p><a href="#/tools">${t.tool.back}</a></p>
        <h2 class="name">${tool.name}</h2>
        <p class="hint">${this.#origin(tool)}</p>
        <p class="about">${tool.description}</p>
        ${agent ? this.#controls(tool, agent, isHeld) : nothing} ${this.line}
      </section>
      <section>
        <h3>${t.tool.takes}</h3>
        ${argumentsList(tool.json_schema?.parameters)}
        <details>
          <summary>${t.tool.schema}</summary>
          <pre>${JSON.stringify(tool.json_schema, null, 2)}</pre>
        </details>
        ${tool.source_code ? this.#source(tool) : nothing}
      </section>
      <section><lw-tool-trial .app=${this.app} .tool=${tool} .isHeld=${isHeld}></lw-tool-trial></section>
      ${
        tool.tool_type === "custom"
          ? html`<section>
              <lw-tool-grants .app=${this.app} .tool=${tool} .agent=${agent}></lw-tool-grants>
            </section>`
          : nothing
      }
      <section><lw-tool-uses .app=${this.app} .tool=${tool}></lw-tool-uses></section>
      ${
        tool.tool_type === "custom"
          ? html`<section>
              <button class="danger" @click=${() => this.#delete(tool)}>${t.tool.delete}</button>
            </section>`
          : nothing
      }`;
  }

  /** @param {Tool} tool */
  #origin(tool) {
    if (tool.tool_type === "external_mcp") return t.tool.ofServer(serverOf(tool));
    return tool.tool_type === "custom" ? t.tool.own : t.tool.builtIn;
  }

  /** @param {Tool} tool @param {Agent} agent @param {boolean} isHeld */
  #controls(tool, agent, isHeld) {
    const verb = (/** @type {boolean} */ isOn) => (isOn ? "attach" : "detach");
    return html`<div class="row controls">
      ${toggle({
        text: t.tool.may(agent.name),
        name: "may",
        isOn: isHeld,
        onChange: (isOn) => this.#change(`/v1/agents/${agent.id}/tools/${verb(isOn)}/${tool.id}`, {}),
      })}
      ${toggle({
        text: t.tool.ask,
        name: "ask",
        isOn: isHeld && isAsked(agent, tool.name),
        isDisabled: !isHeld,
        onChange: (requires_approval) =>
          this.#change(`/v1/agents/${agent.id}/tools/approval/${tool.name}`, { requires_approval }),
      })}
      ${toggle({
        text: t.tool.askAlways,
        name: "always",
        isOn: Boolean(tool.default_requires_approval),
        onChange: (isOn) => this.#change(`/v1/tools/${tool.id}`, { default_requires_approval: isOn }),
      })}
    </div>`;
  }

  /** @param {string} path @param {object} body */
  #change(path, body) {
    return this.attempt(async () => {
      await this.api.patch(path, body);
      await this.refresh();
      return t.saved;
    });
  }

  /** @param {Tool} tool */
  #source({ id, source_code: source }) {
    return html`<details>
        <summary>${t.tool.source}</summary>
        <pre>${source}</pre>
      </details>
      <p class="row controls">
        <a class="button" href="workbench/index.html?tool=${id}" target="_blank" rel="noopener"
          >${t.tool.workbench}</a
        >
      </p>`;
  }

  /** @param {Tool} tool */
  async #delete({ id, name }) {
    const { delete: yes, deleteText: text } = t.tool;
    if (!(await this.app.ask({ title: t.tool.deleteTitle(name), text, yes, isDangerous: true }))) return;
    const isGone = await this.attempt(async () => void (await this.api.request("DELETE", `/v1/tools/${id}`)));
    if (!isGone) return;
    forgetInTabs(id);
    this.app.tell(t.tool.deleted(name));
    this.app.go("#/tools");
  }
}

customElements.define("lw-tool", ToolView);

// <lw-tool-trial>: run a tool by hand, with a form made of its schema.
import { createRef, css, html, ref } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { argumentsOf, showFields } from "../../workbench/form.js";
import { showResult } from "../../workbench/result.js";
import { words } from "../../words/words.js";
import { View } from "../view.js";

const t = await words("tools");

export class ToolTrial extends View {
  /** @override */
  static properties = {
    ...View.properties,
    tool: { attribute: false },
    isHeld: { attribute: false },
    isBusy: { state: true },
  };
  /** @override */
  static styles = [
    base,
    css`
      form,
      label {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
      }

      form {
        margin-top: 0.75rem;
      }

      label {
        gap: 0.25rem;
      }

      label > :is(input, textarea, select) {
        width: 100%;
        max-width: 32rem;
      }

      .row {
        margin-top: 1rem;
      }

      pre {
        max-height: 20rem;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .failed {
        color: var(--bad);
      }

      .result h4 {
        margin-top: 0.75rem;
      }
    `,
  ];

  #form = createRef();
  #result = createRef();
  #shown = "";

  constructor() {
    super();
    /** @type {import("./kinds.js").Tool} */
    this.tool = /** @type {any} */ (undefined);
    this.isHeld = false;
    this.isBusy = false;
  }

  /** @override */
  render() {
    const { agent } = this.app;
    const isRunnable = this.isHeld || this.#path !== "";
    return html`<details>
      <summary>${t.trial.title}</summary>
      <p class="hint">
        ${this.isHeld && agent ? t.trial.asAgent(agent.name) : isRunnable ? t.trial.asNobody : t.trial.notHeld}
      </p>
      <form
        ${ref(this.#form)}
        ?hidden=${!isRunnable}
        @submit=${(/** @type {Event} */ event) => this.#submit(event)}
      ></form>
      <div class="row" ?hidden=${!isRunnable}>
        <button ?disabled=${this.isBusy} @click=${() => this.#run()}>
          ${this.isBusy ? t.trial.running : t.trial.run}
        </button>
      </div>
      <div class="result" aria-live="polite" ${ref(this.#result)}></div>
      ${this.line}
    </details>`;
  }

  /** @override */
  updated() {
    const schema = JSON.stringify(this.#parameters);
    if (schema === this.#shown) return;
    this.#shown = schema;
    showFields(this.#formElement, this.#parameters);
  }

  get #formElement() {
    return /** @type {HTMLFormElement} */ (this.#form.value);
  }

  get #parameters() {
    return this.tool.json_schema?.parameters ?? {};
  }

  /** Where it is run for nobody; tools of the space run in an agent's place alone. */
  get #path() {
    return this.tool.tool_type === "custom" && this.tool.source_code ? "/v1/tools/run" : "";
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    return this.#run();
  }

  #run() {
    return this.attempt(async () => {
      this.isBusy = true;
      try {
        const place = /** @type {HTMLElement} */ (this.#result.value);
        place.replaceChildren();
        showResult(place, await this.#ran(argumentsOf(this.#formElement, this.#parameters)), t.trial);
      } finally {
        this.isBusy = false;
      }
    });
  }

  /** @param {Record<string, unknown>} args */
  #ran(args) {
    const { id: tool_id, name, source_code, source_type, pip_requirements } = this.tool;
    if (this.isHeld) return this.api.post(`/v1/agents/${this.app.agentId}/tools/${name}/run`, { args });
    return this.api.post(this.#path, { source_code, source_type, pip_requirements, args, tool_id });
  }
}

customElements.define("lw-tool-trial", ToolTrial);

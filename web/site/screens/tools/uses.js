// <lw-tool-uses>: the latest calls of a tool, by all agents.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, words } from "../../words/words.js";
import { folds } from "./folds.js";
import { prettyJson } from "./schema.js";
import { switches, toggle } from "./switch.js";
import { View } from "../view.js";

/**
 * @typedef {{ tool_call_id: string, name: string, arguments: string | null, result: string | null, is_error: boolean,
 *   ran: boolean, agent_id: string, agent_name: string, conversation_id: string | null, run_id: string | null,
 *   step_id: string | null, message_id: string, created_at: string }} Use
 */

const t = await words("tools");

export class ToolUses extends View {
  /** @override */
  static properties = { ...View.properties, tool: { attribute: false }, isFailed: { state: true } };
  /** @override */
  static shows = /\/v1\/(agents\/[^/]+\/messages|conversations|runs)/;
  /** @override */
  static styles = [
    base,
    folds,
    switches,
    css`
      li {
        border-bottom: 1px solid var(--rule);
      }

      summary {
        display: flex;
        gap: 0.25rem 0.75rem;
        align-items: center;
        min-height: 2.4rem;
        padding: 0.3rem 0;
      }

      summary .said {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        font: 0.85rem/1.5 var(--code);
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .when {
        flex: none;
        color: var(--faded);
        font-size: 0.8rem;
      }

      pre {
        max-height: 16rem;
        margin-bottom: 0.5rem;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      pre.error {
        color: var(--bad);
      }

      details p {
        margin-bottom: 0.75rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("./kinds.js").Tool} */
    this.tool = /** @type {any} */ (undefined);
    /** @type {Use[]} */
    this.uses = [];
    this.isFailed = false;
  }

  /** @override */
  async load() {
    this.uses = await this.api.get(
      `/v1/tools/${this.tool.id}/uses?limit=20${this.isFailed ? "&failed=true" : ""}`,
    );
  }

  /** @override */
  render() {
    return html`<div class="row spread">
        <h3>${t.uses.title}</h3>
        ${toggle({ text: t.uses.failed, isOn: this.isFailed, onChange: (isOn) => this.#sift(isOn) })}
      </div>
      ${this.isLoaded && !this.uses.length ? html`<p class="hint">${this.isFailed ? t.uses.noFailures : t.uses.none}</p>` : nothing}
      <ul class="plain">
        ${this.uses.map((use) => this.#use(use))}
      </ul>
      ${this.line}`;
  }

  /** @param {boolean} isFailed */
  #sift(isFailed) {
    this.isFailed = isFailed;
    return this.refresh();
  }

  /** @param {Use} use */
  #use({ agent_name, arguments: text, result, is_error, ran, run_id, created_at }) {
    const look = is_error ? "error" : "";
    return html`<li>
      <details>
        <summary>
          <span class="said ${look}">${result || "—"}</span>
          <span class="when">${agent_name} · ${ago(created_at)}</span>
        </summary>
        ${
          text
            ? html`<h4>${t.uses.arguments}</h4>
                <pre>${prettyJson(text)}</pre>`
            : nothing
        }
        <h4>${!ran ? t.uses.refused : is_error ? t.uses.failure : t.uses.result}</h4>
        <pre class=${look}>${result}</pre>
        ${run_id ? html`<p><a href=${this.app.link("activity", run_id)}>${t.uses.run}</a></p>` : nothing}
      </details>
    </li>`;
  }
}

customElements.define("lw-tool-uses", ToolUses);

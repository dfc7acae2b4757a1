// <lw-operations>: what was done to memory, by whom, and what did not work.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, number, words } from "../../words/words.js";
import { switches, toggle } from "../tools/switch.js";
import { View } from "../view.js";

/**
 * @typedef {{ id: string, operation: string, kind: "block" | "passage", label: string | null, result: "ok" | "error",
 *   error: string | null, actor: string, agent_id: string | null, run_id: string | null, length_before: number | null,
 *   length_after: number | null, created_at: string }} Operation
 */

const t = await words("activity");
const PAGE = 50;

export class Operations extends View {
  /** @override */
  static properties = { ...View.properties, isFailed: { state: true } };
  /** @override */
  static shows = /\/v1\/(agents|blocks|memory|passages|archives|conversations)/;
  /** @override */
  static styles = [
    base,
    switches,
    css`
      :host {
        display: block;
      }

      li {
        padding: 0.65rem 0;
        border-bottom: 1px solid var(--rule);
      }

      li p {
        overflow-wrap: anywhere;
      }

      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.9rem;
        color: var(--faded);
        font-size: 0.85rem;
      }

      .more {
        display: block;
        margin: 1.25rem auto 0;
      }
    `,
  ];

  #count = PAGE;

  constructor() {
    super();
    /** @type {Operation[]} */
    this.all = [];
    this.isFailed = false;
    this.hasMore = false;
  }

  /** @override */
  async load() {
    const wish = `limit=${this.#count + 1}${this.isFailed ? "&result=error" : ""}`;
    /** @type {Operation[]} */
    const found = await this.api.get(`/v1/memory/operations?${wish}`);
    this.all = found.slice(0, this.#count);
    this.hasMore = found.length > this.#count;
  }

  /** @override */
  render() {
    return html`<div class="row spread">
        <p class="hint">${t.memory.about}</p>
        ${toggle({ text: t.memory.failed, isOn: this.isFailed, onChange: (isOn) => this.#sift(isOn) })}
      </div>
      ${this.line}
      ${this.isLoaded && !this.all.length ? html`<p class="empty">${this.isFailed ? t.memory.noFailures : t.memory.none}</p>` : nothing}
      <ul class="plain">
        ${repeat(
          this.all,
          ({ id }) => id,
          (operation) => this.#operation(operation),
        )}
      </ul>
      ${this.hasMore ? html`<button class="more" @click=${() => this.#more()}>${t.runs.more}</button>` : nothing}`;
  }

  /** @param {boolean} isFailed */
  #sift(isFailed) {
    this.isFailed = isFailed;
    this.#count = PAGE;
    return this.refresh();
  }

  #more() {
    this.#count += PAGE;
    return this.refresh();
  }

  /** @param {Operation} operation */
  #operation({
    operation,
    kind,
    label,
    error,
    actor,
    agent_id,
    run_id,
    length_before,
    length_after,
    created_at,
  }) {
    const verb = t.memory.verbs[/** @type {"create"} */ (operation)] ?? operation;
    const what = kind === "passage" ? t.memory.passage : t.memory.block(label ?? "");
    const name = this.app.agents.find(({ id }) => id === agent_id)?.name;
    const grew = (length_after ?? 0) - (length_before ?? 0);
    return html`<li>
      <p>${verb} ${what}</p>
      ${error ? html`<p class="error">${error}</p>` : nothing}
      <p class="facts">
        <span
          >${actor === "agent" ? (name ?? t.memory.actors.agent) : (t.memory.actors[/** @type {"person"} */ (actor)] ?? actor)}</span
        >
        ${error || !grew ? nothing : html`<span>${t.memory.characters(number(grew, { signDisplay: "always" }))}</span>`}
        ${run_id ? html`<a href=${this.app.link("activity", run_id)}>${t.memory.run}</a>` : nothing}
        <time datetime=${created_at}>${ago(created_at)}</time>
      </p>
    </li>`;
  }
}

customElements.define("lw-operations", Operations);

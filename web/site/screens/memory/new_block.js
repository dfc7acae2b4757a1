// <lw-new-block>: writing a new block, or taking one that other agents hold: a change of it then reaches all of them.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { fieldsOf } from "./fields.js";
import { Part } from "./part.js";

/** @typedef {import("./block_card.js").Block} Block */

const t = await words("memory");

export class NewBlock extends Part {
  /** @override */
  static properties = {
    held: { attribute: false },
    mode: { state: true },
    others: { state: true },
    hasOthers: { state: true },
  };
  /** @override */
  static styles = [
    base,
    css`
      form {
        display: flex;
        flex-direction: column;
        gap: 0.9rem;
      }

      textarea {
        min-height: 6rem;
        font-family: var(--words);
      }
    `,
  ];

  constructor() {
    super();
    /** What the agent holds already. @type {Block[]} */
    this.held = [];
    /** @type {"" | "new" | "shared"} */
    this.mode = "";
    /** What could be held, too: read while a person chooses. @type {Block[]} */
    this.others = [];
    this.hasOthers = false;
  }

  /** @override */
  async load() {
    this.hasOthers = (await this.api.get("/v1/blocks/count")) > this.held.length;
    if (this.mode !== "shared") return;
    const all = await this.api.get("/v1/blocks/?limit=1000&order_by=label");
    const taken = new Set(this.held.flatMap(({ id, label }) => [id, label]));
    this.others = all.filter((/** @type {Block} */ { id, label }) => !taken.has(id) && !taken.has(label));
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.get("held") || changed.has("mode")) this.refresh();
    if (changed.has("mode") && this.mode) this.#first()?.focus();
  }

  /** @returns {HTMLElement | null} */
  #first() {
    return this.renderRoot.querySelector("form input, form select");
  }

  /** @override */
  render() {
    if (this.mode === "new") return this.#form(this.#create, t.add, this.#writing());
    if (this.mode === "shared") return this.#form(this.#attach, t.attach, this.#choosing());
    return html`<div class="row">
      <button @click=${() => (this.mode = "new")}>${t.newBlock}</button>
      ${
        this.hasOthers
          ? html`<button class="quiet" @click=${() => (this.mode = "shared")}>${t.sharedBlock}</button>`
          : nothing
      }
    </div>`;
  }

  /** @param {(this: NewBlock, event: SubmitEvent) => void} submit @param {string} yes @param {unknown} fields */
  #form(submit, yes, fields) {
    return html`<form class="card" @submit=${submit}>
      ${fields} ${this.said()}
      <div class="row">
        <button class="primary">${yes}</button>
        <button type="button" class="quiet" @click=${() => (this.mode = "")}>${t.cancel}</button>
      </div>
    </form>`;
  }

  #writing() {
    return html`
      <label class="field"
        >${t.label}<input name="label" required maxlength="100" autocomplete="off" />
        <span class="hint">${t.labelHint}</span></label
      >
      <label class="field"
        >${t.description}<input name="description" autocomplete="off" />
        <span class="hint">${t.descriptionHint}</span></label
      >
      <label class="field">${t.value}<textarea name="value" dir="auto"></textarea></label>
    `;
  }

  #choosing() {
    if (!this.others.length) return html`<p class="hint">${t.noOthers}</p>`;
    return html`<label class="field"
      >${t.whichBlock}
      <select name="id">
        ${this.others.map(({ id, label, value }) => html`<option value=${id}>${label}: ${value.slice(0, 60)}</option>`)}
      </select>
      <span class="hint">${t.sharedHint}</span>
    </label>`;
  }

  /** @param {SubmitEvent} event */
  async #create(event) {
    const { label, description, value } = fieldsOf(event);
    const named = label.trim().replace(/\s+/g, "_");
    await this.#take(async () => {
      const made = await this.api.post("/v1/blocks/", {
        label: named,
        description: description || null,
        value,
      });
      return made.id;
    });
  }

  /** @param {SubmitEvent} event */
  async #attach(event) {
    const { id } = fieldsOf(event);
    if (!id) return;
    await this.#take(async () => id);
  }

  /** @param {() => Promise<string>} idOf */
  async #take(idOf) {
    const isDone = await this.does(async () => {
      const id = await idOf();
      await this.api.patch(`/v1/agents/${this.agentId}/core-memory/blocks/attach/${id}`, {});
    });
    if (isDone) this.mode = "";
  }
}

customElements.define("lw-new-block", NewBlock);

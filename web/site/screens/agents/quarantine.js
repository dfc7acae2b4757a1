// <lw-quarantine>: what a file holds, what is suspicious in it, and what of it shall come. Fires "bring" with the fields
// of the import, "leave", and "whom" with the agent who shall remember.
import { LitElement, css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { findingStyles, listed, verdict } from "./findings.js";
import { inside } from "./inside.js";
import { insideStyles } from "./inside_style.js";
import { marks } from "./marked.js";

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").SeenAgent} SeenAgent */
/** @typedef {import("./seen.js").Wishes} Wishes */

const t = await words("agents");
const FEW = 6; // findings that are shown at once

export class Quarantine extends LitElement {
  /** @override */
  static properties = {
    app: { attribute: false },
    seen: { attribute: false },
    isBringing: { type: Boolean },
    problem: {},
    models: { state: true },
    wishes: { state: true },
    showsAll: { state: true },
    whom: { state: true },
  };
  /** @override */
  static styles = [
    base,
    marks,
    findingStyles,
    insideStyles,
    css`
      :host {
        display: block;
        margin-top: 0.25rem;
      }

      section {
        margin-top: 2.25rem;
      }

      .file {
        margin-bottom: 1.25rem;
        overflow-wrap: anywhere;
      }

      .settle {
        max-width: 32rem;
      }

      .settle .row {
        margin-top: 0.5rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {Seen} */
    this.seen = /** @type {any} */ (undefined);
    this.isBringing = false;
    this.problem = "";
    /** @type {string[]} */
    this.models = [];
    /** @type {Wishes} */
    this.wishes = { leaveOut: new Set(), trusted: new Set(), withMessages: true, strips: true };
    this.showsAll = false;
    this.whom = "";
  }

  /** @override */
  async connectedCallback() {
    super.connectedCallback();
    const models = await this.app.api.get("/v1/models/").catch(() => []);
    this.models = models.map((/** @type {{ handle: string }} */ { handle }) => handle);
  }

  /** A backup comes as it was: its past refers to all of it. */
  get isBackup() {
    return this.seen.format === "backup";
  }

  /** @override */
  render() {
    const { seen } = this;
    return html`
      <p class="hint file">${seen.name} · ${t.formats[seen.format] ?? seen.title}</p>
      ${verdict(seen.findings)} ${seen.findings.length ? this.#found() : nothing}
      <section aria-labelledby="inside">
        <h2 id="inside">${t.inside}</h2>
        ${inside(seen, this.wishes, this.isBackup, (wishes) => this.#change(wishes))}
      </section>
      ${seen.tally.remarks.length ? this.#remarks() : nothing} ${this.#settle()}
    `;
  }

  #found() {
    const { findings } = this.seen;
    const shown = this.showsAll ? findings : findings.slice(0, FEW);
    return html`<section aria-labelledby="found">
      <h2 id="found">${t.whatFound}</h2>
      ${listed(shown, (part) => this.#show(part))}
      ${
        shown.length < findings.length
          ? html`<button class="quiet" @click=${() => (this.showsAll = true)}>
              ${t.showAll(findings.length)}
            </button>`
          : nothing
      }
    </section>`;
  }

  /** @param {string} part */
  #show(part) {
    const shown = /** @type {HTMLElement | null} */ (
      this.renderRoot.querySelector(`[data-part="${CSS.escape(part)}"]`)
    );
    shown?.scrollIntoView({ block: "center" });
    shown?.focus({ preventScroll: true });
  }

  #remarks() {
    return html`<section aria-labelledby="remarks">
      <h2 id="remarks">${t.remarks}</h2>
      <ul>
        ${this.seen.tally.remarks.map(({ message }) => html`<li>${message}</li>`)}
      </ul>
    </section>`;
  }

  #settle() {
    const { seen } = this;
    return html`<section class="settle" aria-labelledby="settle">
      <h2 id="settle">${t.settle}</h2>
      <form class="stack" @submit=${this.#bring}>
        ${this.#tally()} ${seen.agents.length ? this.#whole(seen.agents) : this.#whom()}
        <div class="row">
          <button class="primary" ?disabled=${this.isBringing}>
            ${this.isBringing ? t.bringing : t.bringHome}
          </button>
          <button type="button" @click=${() => this.dispatchEvent(new Event("leave"))}>${t.leave}</button>
        </div>
        ${this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : nothing}
      </form>
    </section>`;
  }

  /** What the import would add. */
  #tally() {
    const { added, skipped } = this.seen.tally;
    const counts = this.#isHere ? skipped : added;
    const told = Object.entries(counts).flatMap(([kind, count]) => (count && t.counts[kind]?.(count)) || []);
    return html`${this.#isHere ? html`<p>${t.isHere}</p>` : nothing}
      <p class="hint">${t.willCome}: ${told.join(", ") || "–"}</p>`;
  }

  get #isHere() {
    return Boolean(this.seen.tally.skipped.agents);
  }

  /** @param {SeenAgent[]} agents */
  #whole(agents) {
    const [first] = agents;
    const name = html`<label class="field"
      >${t.asName}<input name="name" maxlength="256" .value=${first.name}
    /></label>`;
    return html`${agents.length === 1 ? name : nothing} ${this.#model(first.model ?? "")}`;
  }

  /** @param {string} before */
  #model(before) {
    const isKnown = this.models.includes(before);
    const others = this.models.filter((handle) => handle !== before);
    const current = this.app.agent?.model;
    return html`<label class="field">
      ${t.model}
      <select name="model">
        ${isKnown ? html`<option value="">${t.keepModel(before)}</option>` : nothing}
        ${others.map(
          (handle) =>
            html`<option value=${handle} ?selected=${!isKnown && handle === current}>${handle}</option>`,
        )}
      </select>
    </label>`;
  }

  #whom() {
    return html`<label class="field">
        ${t.forWhom}
        <select name="agent_id" @change=${this.#choose}>
          <option value="">${t.newOne}</option>
          ${this.app.agents.map(
            ({ id, name }) => html`<option value=${id} ?selected=${id === this.whom}>${name}</option>`,
          )}
        </select>
      </label>
      ${this.whom ? nothing : this.#model("")}`;
  }

  /** @param {Event} event */
  #choose({ target }) {
    this.whom = /** @type {HTMLSelectElement} */ (target).value;
    this.dispatchEvent(new CustomEvent("whom", { detail: this.whom }));
  }

  /** @param {Partial<Wishes>} wishes */
  #change(wishes) {
    this.wishes = { ...this.wishes, ...wishes };
    this.dispatchEvent(new CustomEvent("weigh", { detail: this.#fields() }));
  }

  /** @param {SubmitEvent} event */
  #bring(event) {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
    const detail = { ...form, ...this.#fields(), ...(this.#isHere && { again: "true" }) };
    this.dispatchEvent(new CustomEvent("bring", { detail }));
  }

  /** What was decided, as the import wants it. @returns {Record<string, string>} */
  #fields() {
    const { leaveOut, trusted, withMessages, strips } = this.wishes;
    if (!this.seen.agents.length) return {};
    return {
      ask_first: "true",
      trusted: JSON.stringify([...trusted]),
      leave_out: JSON.stringify([...leaveOut]),
      strip_messages: String(!withMessages),
      strip_invisible: String(strips && !this.isBackup),
    };
  }
}

customElements.define("lw-quarantine", Quarantine);

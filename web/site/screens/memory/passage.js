// <lw-passage>: one thing that the agent can look up, or that was found: with why, and to put right.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { date, words } from "../../words/words.js";
import { fieldsOf } from "./fields.js";
import { marked } from "./marked.js";
import { Part } from "./part.js";
import { tagsOf } from "./tags.js";

/** @typedef {import("./archive.js").Hit} Hit */
/** @typedef {{ id: string, text: string, tags?: string[], created_at: string }} Passage */

const t = await words("memory");

export class PassageCard extends Part {
  /** @override */
  static properties = {
    ...Part.properties,
    passage: { attribute: false },
    hit: { attribute: false },
    whole: { state: true },
  };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: block;
        padding-block: 0.9rem;
      }

      .text {
        font: 1.0625rem/1.6 var(--words);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }

      mark {
        border-radius: 0.2em;
        background: var(--memory-tint);
        color: inherit;
        box-shadow: inset 0 -1px var(--memory);
      }

      footer {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 0.6rem;
        align-items: center;
        margin-top: 0.3rem;
        color: var(--faded);
        font-size: 0.8125rem;
      }

      .ways {
        display: flex;
        margin-inline: auto -0.5rem;
      }

      .ways > * {
        min-height: 2rem;
        padding-inline: 0.5rem;
      }

      form {
        display: flex;
        flex-direction: column;
        gap: 0.6rem;
      }

      textarea {
        min-height: 6rem;
        max-height: 60vh;
        font: 1.0625rem/1.6 var(--words);
        field-sizing: content;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Passage} */
    this.passage = /** @type {any} */ (undefined);
    /** @type {Hit | null} */
    this.hit = null;
    /** All of it, while it is edited. @type {{ text: string, tags: string[] } | null} */
    this.whole = null;
  }

  get #path() {
    return `/v1/agents/${this.agentId}/archival-memory/${this.passage.id}`;
  }

  /** @override What is shown is given. */
  async refresh() {}

  /** @override */
  render() {
    return html`${this.said()}${this.whole ? this.#editor(this.whole) : this.#reading()}`;
  }

  #reading() {
    const { passage, hit } = this;
    const tags = hit ? (hit.about.tags ?? []) : (passage.tags ?? []);
    const text = hit ? marked(hit) : passage.text;
    return html`<p class="text" dir="auto">${text}</p>
      <footer>
        <time datetime=${passage.created_at}>${date(passage.created_at)}</time>
        ${hit ? html`<span>${t.why[hit.why]}</span>` : nothing}
        ${tags.map((/** @type {string} */ tag) => html`<span class="tag">${tag}</span>`)} ${this.#ways()}
      </footer>`;
  }

  #ways() {
    const { app, agentId, passage, hit } = this;
    if (!app) return nothing;
    if (hit?.kind === "message") {
      const at = `${app.link("chat", hit.about.agent_id)}?at=${hit.id}`;
      return html`<span class="ways"><a class="button quiet" href=${at}>${t.showMessage}</a></span>`;
    }
    if (hit?.kind === "block")
      return html`<span class="ways">
        <a class="button quiet" href=${app.link("memory", agentId)}>${hit.about.label}</a>
      </span>`;
    const past = `${app.link("memory", agentId, "timeline")}?object=${passage.id}`;
    return html`<span class="ways">
      <a class="button quiet" href=${past}>${t.history}</a>
      <button class="quiet" @click=${this.#edit}>${t.edit}</button>
      <button class="quiet" @click=${this.#delete}>${t.deleteBlock}</button>
    </span>`;
  }

  /** @param {{ text: string, tags: string[] }} whole */
  #editor({ text, tags }) {
    return html`<form @submit=${this.#save}>
      <label class="field">
        ${t.text}<textarea name="text" dir="auto" required .value=${text}></textarea>
      </label>
      <label class="field">
        ${t.tags}<input name="tags" .value=${tags.join(", ")} autocomplete="off" />
        <span class="hint">${t.tagsHint}</span>
      </label>
      <div class="row">
        <button class="primary">${t.save}</button>
        <button type="button" class="quiet" @click=${() => (this.whole = null)}>${t.cancel}</button>
      </div>
    </form>`;
  }

  /** What was found may be a part of it only. */
  async #edit() {
    await this.does(async () => {
      const path = `/v1/memory/objects/${this.passage.id}/versions?limit=1&states=true`;
      const [newest] = await this.api.get(path);
      this.whole = newest.after;
    });
    await this.updateComplete;
    this.renderRoot.querySelector("textarea")?.focus();
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    const { text, tags } = fieldsOf(event);
    await this.does(async () => {
      this.passage = await this.api.patch(this.#path, { text, tags: tagsOf(tags) });
      this.whole = null;
    });
  }

  async #delete() {
    const { id } = this.passage;
    const undo = () => this.api.post(`/v1/memory/deleted/${id}/restore`, {});
    if (await this.does(() => this.api.request("DELETE", this.#path)))
      this.app?.tell(t.passageGone, { action: t.undo, onAction: undo });
  }
}

customElements.define("lw-passage", PassageCard);

// <lw-new-passage>: writing something into the archive. What is there already isn't stored twice.
import { css, html } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { fieldsOf } from "./fields.js";
import { Part } from "./part.js";
import { tagsOf } from "./tags.js";

const t = await words("memory");

export class NewPassage extends Part {
  /** @override */
  static properties = { ...Part.properties, count: { attribute: false }, isOpen: { state: true } };
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
    /** How many passages there are. */
    this.count = 0;
    this.isOpen = false;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.has("isOpen")) this.renderRoot.querySelector("textarea")?.focus();
  }

  /** @override */
  render() {
    if (!this.isOpen) return html`<button @click=${() => (this.isOpen = true)}>${t.newPassage}</button>`;
    return html`<form class="card" @submit=${this.#add}>
      <label class="field">${t.text}<textarea name="text" dir="auto" required></textarea></label>
      <label class="field">
        ${t.tags}<input name="tags" autocomplete="off" /><span class="hint">${t.tagsHint}</span>
      </label>
      ${this.said()}
      <div class="row">
        <button class="primary">${t.add}</button>
        <button type="button" class="quiet" @click=${() => (this.isOpen = false)}>${t.cancel}</button>
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #add(event) {
    const { text, tags } = fieldsOf(event);
    const path = `/v1/agents/${this.agentId}/archival-memory`;
    const before = this.count;
    await this.does(async () => {
      await this.api.post(`${path}?if_new=true`, { text, tags: tagsOf(tags) });
      const { passages } = await this.api.get(`${path}/overview`);
      this.isOpen = false;
      this.app?.tell(passages > before ? t.isKept : t.isThere);
    });
  }
}

customElements.define("lw-new-passage", NewPassage);

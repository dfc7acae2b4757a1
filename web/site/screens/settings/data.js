// <lw-data>: where everything is, whether the browser keeps it, and the end of it.
import { css, html, nothing } from "../../lib/lit.js";
import { bytes, words } from "../../words/words.js";
import { Part } from "../part.js";
import { beginErasing } from "./erasing.js";

const t = await words("settings");

export class Data extends Part {
  /** @override */
  static styles = [
    ...Part.styles,
    css`
      .end {
        border-color: var(--bad);
      }

      .end form {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
        align-items: flex-start;
      }
    `,
  ];

  constructor() {
    super();
    this.isKept = false;
    this.usage = 0;
    this.room = 0;
    this.typed = "";
  }

  /** @override */
  async load() {
    this.isKept = await navigator.storage.persisted();
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    Object.assign(this, { usage, room: Math.max(0, quota - usage) });
    this.requestUpdate();
  }

  /** @override */
  render() {
    const { role } = this.app.runtime.status;
    return html`
      <section>
        <h2>${t.storage}</h2>
        <p>
          ${t.onDevice(bytes(this.usage), bytes(this.room))} ${role === "host" ? t.runsHere : t.runsElsewhere}
        </p>
        ${
          this.isKept
            ? html`<p>${t.isKept}</p>`
            : html`<p class="hint">${t.keepHint}</p>
                <div class="row"><button type="button" @click=${this.#keep}>${t.keep}</button></div>`
        }
        ${this.saying.line}
        <p><a href=${this.app.link("copies")}>${t.toCopies}</a></p>
      </section>
      <section>
        <h2>${t.end}</h2>
        <div class="card end">${this.#end()}</div>
      </section>
    `;
  }

  #end() {
    const isMeant = this.typed.trim().toLowerCase() === t.endWord;
    return html`<form @submit=${this.#erase}>
      <p>${t.endText}</p>
      <label class="field">
        ${t.endLabel(t.endWord)}
        <input
          name="word"
          autocomplete="off"
          autocapitalize="none"
          .value=${this.typed}
          @input=${(/** @type {any} */ { target }) => this.#type(target.value)}
        />
      </label>
      <button class="danger" ?disabled=${!isMeant}>${t.endButton}</button>
      ${isMeant ? nothing : html`<p class="hint">${t.endHint}</p>`}
    </form>`;
  }

  /** @param {string} typed */
  #type(typed) {
    this.typed = typed;
    this.requestUpdate();
  }

  #keep() {
    return this.saying.tell(async () => {
      this.isKept = await navigator.storage.persist();
      return this.isKept ? "" : t.notKept;
    });
  }

  /** @param {SubmitEvent} event */
  #erase(event) {
    event.preventDefault();
    if (this.typed.trim().toLowerCase() === t.endWord) beginErasing();
  }
}

customElements.define("lw-data", Data);

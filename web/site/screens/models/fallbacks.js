// <lw-fallbacks>: the models that are asked in turn, in an order that a person makes with buttons or by dragging. Fires
// "change", whose detail is the new list.
import { LitElement, css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import "./picker.js";

const t = await words("models");
const MOST = 8; // the server takes no more

export class Fallbacks extends LitElement {
  /** @override */
  static properties = { offers: { attribute: false }, value: { attribute: false }, dragged: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: block;
      }

      li {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        padding-block: 0.35rem;
        padding-inline: 0.9rem 0.35rem;
        border: 1px solid var(--rule);
        border-radius: 0.75rem;
        background: var(--raised);
      }

      li + li {
        margin-top: 0.5rem;
      }

      li.dragged {
        opacity: 0.5;
      }

      .name {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
        cursor: grab;
      }

      .number {
        color: var(--faded);
      }

      button {
        min-width: 2.4rem;
      }

      details {
        margin-top: 0.75rem;
      }

      summary {
        width: fit-content;
        padding-block: 0.3rem;
      }

      lw-model-picker {
        margin-top: 0.5rem;
      }
    `,
  ];

  /** @type {{ handle: string, isUp: boolean } | null} */
  #focused = null;

  constructor() {
    super();
    /** @type {import("./offers.js").Offer[]} */
    this.offers = [];
    /** @type {string[]} */
    this.value = [];
    this.dragged = -1;
  }

  /** @override */
  willUpdate() {
    const focused = this.shadowRoot?.activeElement;
    const item = focused?.closest("li");
    this.#focused = item
      ? { handle: item.dataset.handle ?? "", isUp: focused?.matches(".up") ?? false }
      : null;
  }

  /** What moves takes its focus along: to the same button, or to its neighbour where there is nowhere further. @override */
  updated() {
    const active = this.shadowRoot?.activeElement;
    if (!this.#focused || (active && !active.matches(":disabled"))) return;
    const { handle, isUp } = this.#focused;
    const item = [...this.renderRoot.querySelectorAll("li")].find(({ dataset }) => dataset.handle === handle);
    const names = isUp ? [".up", ".down"] : [".down", ".up"];
    const next = names.map((name) => item?.querySelector(`${name}:enabled`)).find(Boolean);
    /** @type {HTMLElement | null} */ (next ?? this.renderRoot.querySelector("summary"))?.focus();
  }

  /** @override */
  render() {
    const free = this.offers.filter(({ handle }) => !this.value.includes(handle));
    return html`
      ${
        this.value.length
          ? html`<ol class="plain">
              ${repeat(
                this.value,
                (handle) => handle,
                (handle, at) => this.#item(handle, at),
              )}
            </ol>`
          : html`<p>${t.nobodyElse}</p>`
      }
      ${
        this.value.length < MOST
          ? html`<details>
              <summary>${t.addFallback}</summary>
              <lw-model-picker
                .offers=${free}
                @pick=${(/** @type {CustomEvent} */ { detail }) => this.#change([...this.value, detail])}
              ></lw-model-picker>
            </details>`
          : nothing
      }
    `;
  }

  /** @param {string} handle @param {number} at */
  #item(handle, at) {
    const last = this.value.length - 1;
    return html`<li
      data-handle=${handle}
      class=${at === this.dragged ? "dragged" : ""}
      draggable="true"
      @dragstart=${() => (this.dragged = at)}
      @dragend=${() => (this.dragged = -1)}
      @dragover=${(/** @type {Event} */ event) => event.preventDefault()}
      @drop=${(/** @type {Event} */ event) => this.#drop(event, at)}
    >
      <span class="number">${at + 1}</span>
      <span class="name">${handle}</span>
      <button class="quiet up" aria-label=${t.up(handle)} ?disabled=${at === 0} @click=${this.#mover(at, -1)}>
        ↑
      </button>
      <button
        class="quiet down"
        aria-label=${t.down(handle)}
        ?disabled=${at === last}
        @click=${this.#mover(at, 1)}
      >
        ↓
      </button>
      <button
        class="quiet"
        aria-label=${t.dropFallback(handle)}
        @click=${() => this.#change(this.value.filter((each) => each !== handle))}
      >
        ×
      </button>
    </li>`;
  }

  /** @param {number} at @param {number} step */
  #mover(at, step) {
    return () => this.#change(moved(this.value, at, at + step));
  }

  /** @param {Event} event @param {number} at */
  #drop(event, at) {
    event.preventDefault();
    if (this.dragged >= 0 && at !== this.dragged) this.#change(moved(this.value, this.dragged, at));
    this.dragged = -1;
  }

  /** @param {string[]} value */
  #change(value) {
    this.value = value;
    this.dispatchEvent(new CustomEvent("change", { detail: value }));
  }
}

/** @template T @param {T[]} list @param {number} from @param {number} to */
function moved(list, from, to) {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, list[from]);
}

customElements.define("lw-fallbacks", Fallbacks);

// <lw-model-picker>: all models that can be chosen, found by typing. Fires "pick", whose detail is the handle.
import { LitElement, css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { facts } from "./offers.js";

/** @typedef {import("./offers.js").Offer} Offer */

const t = await words("models");
const MOST = 30; // are shown at once
const PLACES = /** @type {const} */ (["here", "near", "far"]);

export class ModelPicker extends LitElement {
  /** @override */
  static properties = {
    offers: { attribute: false },
    value: {},
    label: {},
    wanted: { state: true },
  };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
      }

      input {
        width: 100%;
        max-width: 28rem;
      }

      h3 {
        margin-block: 0.5rem 0.25rem;
        color: var(--faded);
        font-weight: 500;
      }

      ul {
        border: 1px solid var(--rule);
        border-radius: 0.75rem;
        background: var(--raised);
        overflow: hidden;
      }

      li + li {
        border-top: 1px solid var(--rule);
      }

      button {
        display: flex;
        flex-wrap: wrap;
        gap: 0.15rem 0.75rem;
        align-items: center;
        justify-content: space-between;
        width: 100%;
        padding: 0.55rem 0.9rem;
        border: 0;
        border-inline-start: 3px solid transparent;
        border-radius: 0;
        background: none;
        text-align: start;
      }

      button:hover {
        background: var(--tint);
      }

      button:focus-visible {
        outline-offset: -2px;
      }

      [aria-current] {
        border-inline-start-color: var(--accent);
      }

      @media (forced-colors: active) {
        [aria-current] {
          outline: 2px solid;
          outline-offset: -3px;
        }
      }

      .name {
        min-width: 0;
        overflow-wrap: anywhere;
      }

      .tags {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Offer[]} */
    this.offers = [];
    this.value = "";
    this.label = t.search;
    this.wanted = "";
  }

  /** All that have each of the words in their handle or name. */
  get found() {
    const parts = this.wanted.toLowerCase().split(/\s+/);
    return this.offers.filter(({ handle, name }) =>
      parts.every((part) => `${handle} ${name}`.toLowerCase().includes(part)),
    );
  }

  /** @override */
  render() {
    const { found } = this;
    const shown = found.slice(0, MOST);
    return html`
      ${this.offers.length > 5 || this.wanted ? this.#search() : nothing}
      <div @keydown=${this.#move}>
        ${PLACES.map((place) => group(shown, place, (each) => this.#row(each)))}
      </div>
      <p class="hint" role="status">${said(found.length, shown.length, this.wanted)}</p>
    `;
  }

  #search() {
    const hear = (/** @type {Event} */ { target }) =>
      (this.wanted = /** @type {HTMLInputElement} */ (target).value);
    return html`<input
      type="search"
      autocomplete="off"
      aria-label=${this.label}
      placeholder=${this.label}
      @input=${hear}
      @keydown=${this.#move}
    />`;
  }

  /** @param {Offer} offer */
  #row(offer) {
    const pick = () => this.dispatchEvent(new CustomEvent("pick", { detail: offer.handle }));
    const isCurrent = offer.handle === this.value;
    return html`<li>
      <button
        type="button"
        data-handle=${offer.handle}
        aria-current=${isCurrent ? "true" : nothing}
        @click=${pick}
      >
        <span class="name">${offer.handle}</span> ${facts(offer)}
      </button>
    </li>`;
  }

  /** The arrows lead through the list, from the field on. @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = /** @type {HTMLElement[]} */ ([...this.renderRoot.querySelectorAll("input, button")]);
    const at = stops.indexOf(/** @type {HTMLElement} */ (event.target));
    stops[at + step]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {Offer[]} offers @param {typeof PLACES[number]} place @param {(offer: Offer) => unknown} row */
function group(offers, place, row) {
  const its = offers.filter((offer) => offer.place === place);
  if (!its.length) return nothing;
  return html`<h3 id=${place}>${t.groups[place]}</h3>
    <ul class="plain" aria-labelledby=${place}>
      ${repeat(its, ({ handle }) => handle, row)}
    </ul>`;
}

/** @param {number} found @param {number} shown @param {string} wanted */
function said(found, shown, wanted) {
  if (!found) return wanted ? t.noneFound(wanted) : t.none;
  return found > shown ? t.more(found - shown) : "";
}

customElements.define("lw-model-picker", ModelPicker);

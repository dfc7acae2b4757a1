// <lw-tab-keys>: the keys that this tab alone holds.
import { css, html, nothing } from "../../lib/lit.js";
import { forgetInTab, isInTab } from "../../providers.js";
import { words } from "../../words/words.js";
import { Part } from "../part.js";

/** @typedef {import("./connections.js").Provider} Provider */

const t = await words("vault");

export const kept = css`
  .kept li {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    justify-content: space-between;
    padding-block: 0.5rem;
  }

  .kept li + li {
    border-top: 1px solid var(--rule);
  }

  .kept span {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .kept small {
    display: block;
    color: var(--faded);
    font-size: 0.8125rem;
  }

  .kept button {
    flex: none;
  }
`;

export class TabKeys extends Part {
  /** @override */
  static properties = { ...Part.properties, providers: { attribute: false }, isOpen: { attribute: false } };
  /** @override */
  static styles = [...Part.styles, kept];

  constructor() {
    super();
    /** @type {Provider[]} */
    this.providers = [];
    this.isOpen = false;
  }

  /** @override */
  render() {
    const its = this.providers.filter(({ name, has_key: hasKey }) => hasKey && isInTab(name));
    if (!its.length) return html`<p>${t.noneInTab}</p>`;
    return html`<ul class="plain kept card">
        ${its.map((provider) => this.#row(provider))}
      </ul>
      ${this.saying.line}`;
  }

  /** @param {Provider} provider */
  #row(provider) {
    const { name, base_url: url } = provider;
    return html`<li>
      <span>${name} <small>${t.onlyFor(new URL(url).origin)}</small></span>
      <span class="row">
        ${this.isOpen ? html`<button type="button" @click=${() => this.#keep(provider)}>${t.intoVault}</button>` : nothing}
        <button type="button" aria-label=${t.forgetNamed(name)} @click=${() => this.#drop(provider)}>
          ${t.forget}
        </button>
      </span>
    </li>`;
  }

  /** @param {Provider} provider */
  #keep({ id, name }) {
    return this.saying.tell(async () => {
      await this.api.put("/v1/vault/entries", { kind: "provider", owner: id });
      forgetInTab(name);
      this.app.tell(t.isKept);
    });
  }

  /** @param {Provider} provider */
  #drop({ id, name }) {
    return this.saying.tell(async () => {
      forgetInTab(name);
      await this.api.patch(`/v1/providers/${id}`, { api_key: null });
      this.app.tell(t.forgotten);
    });
  }
}

customElements.define("lw-tab-keys", TabKeys);

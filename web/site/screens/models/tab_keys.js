// <lw-tab-keys>: the keys and the tools' secrets that this tab alone holds.
import { css, html, nothing } from "../../lib/lit.js";
import { forgetInTab, isInTab } from "../../providers.js";
import { forgetSecret, keepInVault, secretsInTab } from "../../tab_secrets.js";
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
  static styles = [
    ...Part.styles,
    kept,
    css`
      ul.card {
        padding: 0.25rem 1rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Provider[]} */
    this.providers = [];
    this.isOpen = false;
  }

  /** @override */
  render() {
    const its = this.providers.filter(({ name, has_key: hasKey }) => hasKey && isInTab(name));
    const secrets = secretsInTab();
    if (!its.length && !secrets.length) return html`<p>${t.noneInTab}</p>`;
    return html`<ul class="plain kept card">
        ${its.map((provider) => this.#provider(provider))} ${secrets.map((one) => this.#secret(one))}
      </ul>
      ${this.saying.line}`;
  }

  /** @param {Provider} provider */
  #provider({ id, name, base_url: url }) {
    const keep = async () => {
      await this.api.put("/v1/vault/entries", { kind: "provider", owner: id });
      forgetInTab(name);
    };
    const drop = async () => {
      forgetInTab(name);
      await this.api.patch(`/v1/providers/${id}`, { api_key: null });
    };
    return this.#row(name, new URL(url).origin, keep, drop);
  }

  /** @param {import("../../tab_secrets.js").Kept} one */
  #secret(one) {
    const { tool, name, host } = one;
    const title = `${t.kinds.tool} ${tool.name}: ${name}`;
    const drop = () => forgetSecret(this.api, tool, name);
    return this.#row(title, host, () => keepInVault(this.api, one), drop);
  }

  /** @param {string} title @param {string} host @param {() => Promise<void>} keep @param {() => Promise<void>} drop */
  #row(title, host, keep, drop) {
    const button = html`<button type="button" @click=${() => this.#act(keep, t.isKept)}>
      ${t.intoVault}
    </button>`;
    return html`<li>
      <span>${title} ${host ? html`<small>${t.onlyFor(host)}</small>` : nothing}</span>
      <span class="row">
        ${this.isOpen ? button : nothing}
        <button type="button" aria-label=${t.forgetNamed(title)} @click=${() => this.#act(drop, t.forgotten)}>
          ${t.forget}
        </button>
      </span>
    </li>`;
  }

  /** @param {() => Promise<void>} work @param {string} sentence */
  #act(work, sentence) {
    return this.saying.tell(async () => {
      await work();
      this.app.tell(sentence);
    });
  }
}

customElements.define("lw-tab-keys", TabKeys);

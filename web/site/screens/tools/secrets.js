// <lw-tool-secrets>: the values of the secrets that a tool was granted. They lie in the vault alone, and none is shown.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { makeVault } from "../models/connecting.js";
import { View } from "../view.js";
import "../models/passphrase.js";

/** @typedef {{ name: string, hosts: string[] | null }} Grant */
/** @typedef {import("../models/vault.js").Status} Status */
/** @typedef {import("../models/vault.js").Entry} Entry */

const t = await words("tools");
const v = await words("vault");

export class ToolSecrets extends View {
  /** @override */
  static properties = {
    ...View.properties,
    tool: { attribute: false },
    agent: { attribute: false },
    granted: { attribute: false },
  };
  /** @override */
  static shows = /\/v1\/vault/;
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
        margin-top: 1.5rem;
      }

      li + li {
        margin-top: 0.75rem;
      }

      li .hint {
        margin-top: 0.25rem;
      }

      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.5rem;
        align-items: end;
        max-width: 32rem;
      }

      code {
        font-family: var(--code);
        overflow-wrap: anywhere;
      }

      .said:empty {
        display: none;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("./kinds.js").Tool} */
    this.tool = /** @type {any} */ (undefined);
    /** @type {import("./kinds.js").Agent | null} */
    this.agent = null;
    /** @type {Grant[]} */
    this.granted = [];
    /** @type {Status | null} */
    this.status = null;
    /** @type {Entry[]} */
    this.entries = [];
  }

  /** @override */
  async load() {
    [this.status, this.entries] = await Promise.all([
      this.api.get("/v1/vault"),
      this.api.get("/v1/vault/entries"),
    ]);
  }

  /** @override */
  render() {
    const { status } = this;
    if (!status) return this.line;
    const isOpen = status.exists && !status.is_locked;
    return html`<h3>${t.secrets.title}</h3>
      <p class="hint">${t.secrets.about}</p>
      ${isOpen ? nothing : this.#closed(status)}
      <ul class="plain">
        ${repeat(
          this.granted,
          ({ name, hosts }) => [name, ...(hosts ?? [])].join(" "),
          (grant) => html`<li>${isOpen ? this.#field(grant) : this.#row(grant)} ${this.#state(grant)}</li>`,
        )}
      </ul>
      ${this.line}`;
  }

  /** @param {Status} status */
  #closed({ exists }) {
    return html`<div class="card stack">
      <h4>${exists ? v.locked : v.none}</h4>
      <p class="hint">${exists ? t.secrets.locked : v.makeHint}</p>
      <lw-passphrase
        asks=${exists ? "old" : "new"}
        button=${exists ? v.unlock : v.make}
        @given=${this.#open}
      ></lw-passphrase>
    </div>`;
  }

  /** @param {Grant} grant */
  #field(grant) {
    const { name } = grant;
    const isGiven = this.#kept(grant).length > 0;
    return html`<form @submit=${(/** @type {SubmitEvent} */ event) => this.#save(event, grant)}>
      <label class="field">
        <span>${t.secrets.value} <code>${name}</code></span>
        <input
          id=${name}
          name="secret"
          type="password"
          autocomplete="off"
          required
          maxlength="10000"
          placeholder=${isGiven ? t.secrets.replace : nothing}
          aria-describedby="about-${name}"
        />
      </label>
      <span class="row">
        <button aria-label=${t.secrets.saveNamed(name)}>${t.secrets.save}</button>
        ${isGiven ? this.#remover(grant) : nothing}
      </span>
    </form>`;
  }

  /** What can be done without the passphrase. @param {Grant} grant */
  #row(grant) {
    return html`<span class="row">
      <code>${grant.name}</code> ${this.#kept(grant).length ? this.#remover(grant) : nothing}
    </span>`;
  }

  /** @param {Grant} grant */
  #remover(grant) {
    return html`<button
      type="button"
      class="quiet"
      aria-label=${t.secrets.removeNamed(grant.name)}
      @click=${() => this.#remove(grant)}
    >
      ${t.secrets.remove}
    </button>`;
  }

  /** @param {Grant} grant */
  #state(grant) {
    return html`<p class="hint" id="about-${grant.name}">${this.#sentence(grant)}</p>`;
  }

  /** @param {Grant} grant */
  #sentence(grant) {
    const [kept] = this.#kept(grant);
    if (kept) return kept.host ? t.secrets.givenFor(kept.host) : t.secrets.given;
    return this.agent && this.#isOf(this.agent, grant) ? t.secrets.ofAgent(this.agent.name) : t.secrets.none;
  }

  /** What the tool gets under this name, be it for its one host or for all. @param {Grant} grant */
  #kept(grant, owner = this.tool.id) {
    return this.entries.filter(
      (entry) =>
        entry.owner === owner &&
        entry.name === grant.name &&
        ["", hostOf(grant)].includes(entry.host) &&
        !this.status?.damaged.includes(entry.id),
    );
  }

  /** @param {import("./kinds.js").Agent} agent @param {Grant} grant */
  #isOf({ id, secrets }, grant) {
    return secrets.some(({ key }) => key === grant.name) || this.#kept(grant, id).length > 0;
  }

  /** @param {CustomEvent<import("../models/passphrase.js").Given>} event */
  async #open({ detail: { passphrase } }) {
    const isOpen = await this.#act(v.isOpen, () =>
      this.status?.exists
        ? this.api.post("/v1/vault/unlock", { passphrase })
        : makeVault(this.api, passphrase),
    );
    if (isOpen) this.#focus("input");
  }

  /** @param {SubmitEvent} event @param {Grant} grant */
  #save(event, grant) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const entry = { kind: "tool", owner: this.tool.id, name: grant.name, host: hostOf(grant) };
    return this.#act(t.secrets.saved(grant.name), async () => {
      await this.api.put("/v1/vault/entries", { ...entry, secret: form.secret.value.trim() });
      form.reset();
    });
  }

  /** @param {Grant} grant */
  async #remove(grant) {
    await this.#act(t.secrets.removed(grant.name), async () => {
      for (const { id } of this.#kept(grant)) await this.api.request("DELETE", `/v1/vault/entries/${id}`);
    });
    this.#focus(`#${grant.name}`);
  }

  /** What is shown is asked for again also where it failed: the vault may have locked itself. @param {string} sentence @param {() => Promise<unknown>} work */
  async #act(sentence, work) {
    const isDone = await this.attempt(() => work().then(() => sentence));
    await this.refresh();
    await this.updateComplete;
    return isDone;
  }

  /** A keyboard goes on where a button is gone. @param {string} selector */
  #focus(selector) {
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(selector))?.focus();
  }
}

/** The only host that a value is for, or none: then the grant alone says where it may go. @param {Grant} grant */
function hostOf({ hosts }) {
  return hosts?.length === 1 ? hosts[0] : "";
}

customElements.define("lw-tool-secrets", ToolSecrets);

// <lw-tool-secrets>: the values of the secrets that a tool was granted. As with keys, the vault has them where it is open,
// and otherwise this tab alone; none is shown.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { forgetInTabs, forgetSecret, giveInTab, restoreSecrets } from "../../tab_secrets.js";
import { words } from "../../words/words.js";
import { makeVault } from "../models/connecting.js";
import { View } from "../view.js";
import "../models/passphrase.js";

/** @typedef {{ name: string, hosts: string[] | null }} Grant */
/** @typedef {import("../models/vault.js").Status} Status */
/** @typedef {import("../models/vault.js").Entry} Entry */
/** @typedef {import("../../tab_secrets.js").State} State */

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
  static shows = /\/v1\/(vault|tools\/[^/]+\/secrets)/;
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
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: end;
      }

      form label {
        flex: 1 1 12rem;
        max-width: 22rem;
      }

      details .stack {
        margin-top: 0.5rem;
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
    /** @type {State[]} */
    this.states = [];
  }

  /** @override */
  async load() {
    if (!this.isLoaded) await restoreSecrets(this.api); // later it may just have been forgotten by another tab
    [this.status, this.entries, this.states] = await Promise.all([
      this.api.get("/v1/vault"),
      this.api.get("/v1/vault/entries"),
      this.api.get(`/v1/tools/${this.tool.id}/secrets`),
    ]);
  }

  get #isOpen() {
    return Boolean(this.status?.exists && !this.status.is_locked);
  }

  /** @override */
  render() {
    const { status } = this;
    if (!status) return this.line;
    return html`<h3>${t.secrets.title}</h3>
      <p class="hint">${t.secrets.about} ${this.#place(status)}</p>
      <ul class="plain">
        ${repeat(
          this.granted,
          ({ name, hosts }) => [name, ...(hosts ?? [])].join(" "),
          (grant) => html`<li>${this.#field(grant)} ${this.#state(grant)}</li>`,
        )}
      </ul>
      ${this.line} ${this.#isOpen ? nothing : status.exists ? this.#locked() : this.#making()}`;
  }

  /** Where a value goes that is given now. @param {Status} status */
  #place({ exists }) {
    if (this.#isOpen) return t.secrets.inVault;
    return exists ? t.secrets.inTabYet : t.secrets.inTab;
  }

  #making() {
    return html`<details>
      <summary>${t.secrets.makeVault}</summary>
      <div class="stack">
        <p class="hint">${v.makeHint}</p>
        <lw-passphrase asks="new" button=${v.make} @given=${this.#open}></lw-passphrase>
      </div>
    </details>`;
  }

  #locked() {
    return html`<div class="card stack">
      <h4>${v.locked}</h4>
      <p class="hint">${t.secrets.locked}</p>
      <lw-passphrase asks="old" button=${v.unlock} @given=${this.#open}></lw-passphrase>
    </div>`;
  }

  /** @param {Grant} grant */
  #field(grant) {
    const { name } = grant;
    const kept = this.#stateOf(grant)?.kept;
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
          placeholder=${kept ? t.secrets.replace : nothing}
          aria-describedby="about-${name}"
        />
      </label>
      <span class="row">
        <button aria-label=${t.secrets.saveNamed(name)}>${t.secrets.save}</button>
        ${kept === "session" && this.#isOpen ? this.#keeper(grant) : nothing}
        ${kept ? this.#remover(grant) : nothing}
      </span>
    </form>`;
  }

  /** @param {Grant} grant */
  #keeper(grant) {
    return html`<button
      type="button"
      aria-label=${t.secrets.keepNamed(grant.name)}
      @click=${() => this.#keep(grant)}
    >
      ${v.intoVault}
    </button>`;
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
    const { kept, host, is_locked: isLocked } = this.#stateOf(grant) ?? {};
    if (kept) return [t.secrets[isLocked ? "isLocked" : kept], host ? v.onlyFor(host) : ""].join(" ");
    return this.agent && this.#isOf(this.agent, grant) ? t.secrets.ofAgent(this.agent.name) : t.secrets.none;
  }

  /** @param {{ name: string }} grant */
  #stateOf({ name }) {
    return this.states.find((state) => state.name === name);
  }

  /** @param {import("./kinds.js").Agent} agent @param {Grant} grant */
  #isOf({ id, secrets }, grant) {
    const isKept = this.entries.some(
      (entry) =>
        entry.owner === id &&
        entry.name === grant.name &&
        ["", hostOf(grant)].includes(entry.host) &&
        !this.status?.damaged.includes(entry.id),
    );
    return isKept || secrets.some(({ key }) => key === grant.name);
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
    const secret = form.secret.value.trim();
    return this.#act(t.secrets.saved(grant.name), async () => {
      await (this.#isOpen
        ? this.#putInVault(grant.name, hostOf(grant), secret)
        : giveInTab(this.api, this.tool, grant.name, secret));
      form.reset();
    });
  }

  /** @param {Grant} grant */
  async #keep({ name }) {
    const { host } = /** @type {State} */ (this.#stateOf({ name }));
    await this.#act(t.secrets.kept(name), () => this.#putInVault(name, host));
    this.#focus(`#${name}`);
  }

  /** Without a secret, the one that is used now. @param {string} name @param {string} host @param {string} [secret] */
  async #putInVault(name, host, secret) {
    await this.api.put("/v1/vault/entries", { kind: "tool", owner: this.tool.id, name, host, secret });
    forgetInTabs(this.tool.id, name);
  }

  /** @param {Grant} grant */
  async #remove({ name }) {
    await this.#act(t.secrets.removed(name), () => forgetSecret(this.api, this.tool, name));
    this.#focus(`#${name}`);
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

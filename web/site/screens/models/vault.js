// <lw-vault>: where keys are: the vault, which is made, unlocked, locked, given
// another passphrase and emptied here.
import { css, html, live, repeat } from "../../lib/lit.js";
import { restoreKeys } from "../../providers.js";
import { ago, words } from "../../words/words.js";
import { Part } from "../part.js";
import { makeVault } from "./connecting.js";
import { kept } from "./tab_keys.js";
import "./passphrase.js";

/** @typedef {{ exists: boolean, is_locked: boolean, idle_minutes: number, entries: number, damaged: string[] }} Status */
/** @typedef {{ id: string, kind: "provider" | "tool" | "agent" | "mcp_server", owner: string, name: string, host: string, updated_at: string }} Entry */
/** @typedef {import("./connections.js").Provider} Provider */

const t = await words("vault");
const IDLE = [5, 15, 60, 480, 0]; // minutes; with 0 it stays open

export class Vault extends Part {
  /** @override */
  static shows = /^\/v1\/(vault|providers)/;
  /** @override */
  static styles = [
    ...Part.styles,
    kept,
    css`
      .state {
        display: flex;
        flex-direction: column;
        gap: 1rem;
      }

      summary {
        width: fit-content;
        padding-block: 0.3rem;
      }

      details[open] summary {
        margin-bottom: 0.6rem;
      }

      .state .field {
        max-width: 16rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Status | null} */
    this.status = null;
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {Provider[]} */
    this.providers = [];
  }

  /** @override */
  async load() {
    await restoreKeys(this.api);
    const asked = [
      this.api.get("/v1/vault"),
      this.api.get("/v1/vault/entries"),
      this.api.get("/v1/providers/"),
    ];
    [this.status, this.entries, this.providers] = await Promise.all(asked);
    this.requestUpdate();
  }

  /** @override */
  render() {
    if (!this.status) return html`${this.saying.line}`;
    return html`
      <section>
        <h2>${t.title}</h2>
        <p class="hint">${t.about}</p>
        <div class="card state vault">${this.#state(this.status)}</div>
        ${this.saying.line}
      </section>
      <section>
        <h2>${t.inTab}</h2>
        <p class="hint">${t.inTabHint}</p>
        <lw-tab-keys
          .app=${this.app}
          .providers=${this.providers}
          .isOpen=${this.status.exists && !this.status.is_locked}
        ></lw-tab-keys>
      </section>
    `;
  }

  /** @param {Status} status */
  #state(status) {
    if (!status.exists) return this.#making();
    if (status.is_locked) return this.#locked(status.entries);
    return html`
      <h3>${t.open}</h3>
      ${this.entries.length ? this.#kept(status.damaged) : html`<p>${t.emptyVault}</p>`}
      ${this.#idle(status.idle_minutes)}
      <div class="row">
        <button
          type="button"
          class="primary"
          @click=${() => this.#act(t.isLocked, () => this.api.post("/v1/vault/lock", {}))}
        >
          ${t.lock}
        </button>
        ${this.#forgetting()}
      </div>
      <details>
        <summary>${t.otherPassphrase}</summary>
        <lw-passphrase asks="both" button=${t.change} @given=${this.#change}></lw-passphrase>
      </details>
    `;
  }

  #making() {
    return html`<h3>${t.none}</h3>
      <p>${t.makeHint}</p>
      <lw-passphrase asks="new" button=${t.make} @given=${this.#make}></lw-passphrase>`;
  }

  /** @param {number} count */
  #locked(count) {
    return html`<h3>${t.locked}</h3>
      <p>${t.lockedHint(count)}</p>
      <lw-passphrase asks="old" button=${t.unlock} @given=${this.#unlock}></lw-passphrase>
      <div>${this.#forgetting()}</div>`;
  }

  /** @param {string[]} damaged */
  #kept(damaged) {
    return html`<ul class="plain kept">
      ${repeat(
        this.entries,
        ({ id }) => id,
        (entry) => {
          const title = this.#titleOf(entry);
          const forget = () =>
            this.#act(t.forgotten, () => this.api.request("DELETE", `/v1/vault/entries/${entry.id}`));
          return html`<li>
            <span>
              ${title}
              <small>
                ${entry.host ? t.onlyFor(entry.host) : ""}
                ${damaged.includes(entry.id) ? t.damaged : t.since(ago(entry.updated_at))}
              </small>
            </span>
            <button type="button" aria-label=${t.forgetNamed(title)} @click=${forget}>${t.forget}</button>
          </li>`;
        },
      )}
    </ul>`;
  }

  /** @param {Entry} entry */
  #titleOf({ kind, owner, name }) {
    return this.providers.find(({ id }) => id === owner)?.name ?? `${t.kinds[kind]} ${name || owner}`;
  }

  /** @param {number} minutes */
  #idle(minutes) {
    const choices = IDLE.includes(minutes) ? IDLE : [minutes, ...IDLE];
    const set = (/** @type {any} */ { target }) =>
      this.#act(t.changed, () => this.api.patch("/v1/vault", { idle_minutes: Number(target.value) }));
    return html`<label class="field">
      ${t.locksAfter}
      <select .value=${live(String(minutes))} @change=${set}>
        ${choices.map((each) => html`<option value=${each} ?selected=${each === minutes}>${t.idle(each)}</option>`)}
      </select>
    </label>`;
  }

  #forgetting() {
    const forget = async () => {
      const question = { title: t.forgetAsked, text: t.forgetText, yes: t.forgetAll, isDangerous: true };
      if (await this.app.ask(question)) {
        await this.#act(t.allForgotten, () => this.api.request("DELETE", "/v1/vault"));
      }
    };
    return html`<button type="button" class="quiet" @click=${forget}>${t.forgetAll} …</button>`;
  }

  /** @param {CustomEvent<import("./passphrase.js").Given>} event */
  #make({ detail: { passphrase } }) {
    return this.#act(t.isMade, () => makeVault(this.api, passphrase));
  }

  /** @param {CustomEvent<import("./passphrase.js").Given>} event */
  #unlock({ detail: { passphrase } }) {
    return this.#act(t.isOpen, () => this.api.post("/v1/vault/unlock", { passphrase }));
  }

  /** @param {CustomEvent<import("./passphrase.js").Given>} event */
  #change({ detail }) {
    return this.#act(t.isChanged, () => this.api.post("/v1/vault/passphrase", detail));
  }

  /** A keyboard never loses its place. @param {string} sentence @param {() => Promise<unknown>} work */
  async #act(sentence, work) {
    const isDone = await this.saying.tell(async () => {
      await work();
      await this.refresh();
      return sentence;
    });
    await this.updateComplete;
    if (isDone && !this.shadowRoot?.activeElement) {
      const state = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(".state h3"));
      if (state) Object.assign(state, { tabIndex: -1 }).focus();
    }
  }
}

customElements.define("lw-vault", Vault);

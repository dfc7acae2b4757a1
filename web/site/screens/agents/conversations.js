// <lw-agent-conversations>: the threads of one agent. Its own comes first; the others were begun beside it.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, words } from "../../words/words.js";
import { View } from "../view.js";

/**
 * @typedef {{ id: string, summary: string | null, archived: boolean, created_at: string,
 *   last_message_at: string | null }} Talk
 */

const t = await words("agents");

export class AgentConversations extends View {
  /** @override */
  static properties = { ...View.properties, agentId: { attribute: false }, renaming: { state: true } };
  /** @override */
  static shows = /\/v1\/conversations/;
  /** @override */
  static styles = [
    base,
    css`
      .hint {
        max-width: 40rem;
        text-wrap: pretty;
      }

      ul {
        margin-block: 0.75rem;
        border-top: 1px solid var(--rule);
      }

      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 0.75rem;
        align-items: center;
        justify-content: space-between;
        min-height: 3.2rem;
        padding-block: 0.35rem;
        border-bottom: 1px solid var(--rule);
      }

      li > div:first-child {
        flex: 1 1 14rem;
        min-width: 0;
      }

      a {
        overflow-wrap: anywhere;
      }

      form {
        flex: 1;
      }

      form input {
        flex: 1 1 10rem;
        min-width: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.agentId = "";
    /** @type {Talk[]} */
    this.talks = [];
    this.renaming = "";
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.get("agentId")) this.refresh(); // not for the first one, which comes before it is connected
    if (changed.has("renaming") && this.renaming) this.renderRoot.querySelector("input")?.select();
  }

  /** @override */
  async load() {
    const query = `agent_id=${encodeURIComponent(this.agentId)}&archive_status=all&limit=200`;
    this.talks = await this.api.get(`/v1/conversations/?${query}&order_by=last_message_at`);
  }

  /** @override */
  render() {
    return html`
      <h2>${t.conversations}</h2>
      <p class="hint">${t.conversationsHint}</p>
      <ul class="plain">
        <li>
          <div><a href=${this.app.link("chat", this.agentId)}>${t.main}</a></div>
        </li>
        ${repeat(
          this.talks,
          ({ id }) => id,
          (talk) => html`<li>${talk.id === this.renaming ? this.#form(talk) : this.#row(talk)}</li>`,
        )}
      </ul>
      <button @click=${this.#begin}>${t.newConversation}</button>
      ${this.line}
    `;
  }

  /** @param {Talk} talk */
  #row(talk) {
    const { id, summary, archived, created_at, last_message_at } = talk;
    const title = summary || t.untitled;
    const when = last_message_at ? t.spoken(ago(last_message_at)) : t.begun(ago(created_at));
    return html`
      <div>
        <a dir="auto" href=${this.app.link("chat", this.agentId, id)}>${title}</a>
        <p class="hint">${archived ? `${t.putAwayTitle} · ` : nothing}${when}</p>
      </div>
      <div class="row">
        <button class="quiet" aria-label=${t.renameConversation(title)} @click=${() => (this.renaming = id)}>
          ${t.rename}
        </button>
        <button class="quiet" @click=${() => this.#change(id, { archived: !archived })}>
          ${archived ? t.takeBack : t.putAway}
        </button>
        <button
          class="quiet"
          aria-label=${t.deleteConversation(title)}
          @click=${() => this.#delete(id, title)}
        >
          ${t.delete}
        </button>
      </div>
    `;
  }

  /** @param {Talk} talk */
  #form({ id, summary }) {
    /** @param {SubmitEvent} event */
    const submit = (event) => {
      event.preventDefault();
      const { summary } = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
      return this.#change(id, { summary });
    };
    return html`<form class="row" @submit=${submit} @keydown=${this.#escape}>
      <input name="summary" aria-label=${t.conversationTitle} maxlength="500" .value=${summary ?? ""} />
      <button class="primary">${t.save}</button>
      <button type="button" @click=${() => (this.renaming = "")}>${t.cancel}</button>
    </form>`;
  }

  /** @param {KeyboardEvent} event */
  #escape({ key }) {
    if (key === "Escape") this.renaming = "";
  }

  #begin() {
    return this.attempt(async () => {
      const query = `agent_id=${encodeURIComponent(this.agentId)}`;
      const { id } = await this.api.post(`/v1/conversations/?${query}`, {});
      this.app.go(this.app.link("chat", this.agentId, id));
    });
  }

  /** @param {string} id @param {object} changes */
  #change(id, changes) {
    return this.attempt(async () => {
      await this.api.patch(`/v1/conversations/${id}`, changes);
      this.renaming = "";
      await this.refresh();
    });
  }

  /** @param {string} id @param {string} title */
  async #delete(id, title) {
    const question = { title: `${t.deleteConversation(title)}?`, text: t.deleteConversationText };
    if (!(await this.app.ask({ ...question, yes: t.delete, isDangerous: true }))) return;
    await this.attempt(async () => {
      await this.api.request("DELETE", `/v1/conversations/${id}`);
      await this.refresh();
      return t.conversationDeleted;
    });
  }
}

customElements.define("lw-agent-conversations", AgentConversations);

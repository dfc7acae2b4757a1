// <lw-run-messages>: what was said in a run, in order, each with its place in the chat.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { prettyJson } from "../tools/schema.js";
import { View } from "../view.js";

/** @typedef {{ id: string, message_type: string, agent_id?: string } & Record<string, any>} Message */

const t = await words("activity");

export class RunMessages extends View {
  /** @override */
  static properties = { ...View.properties, run: { attribute: false }, count: { attribute: false } };
  /** @override */
  static styles = [
    base,
    css`
      li {
        display: grid;
        grid-template-columns: 9rem minmax(0, 1fr);
        gap: 0 1rem;
        padding: 0.6rem 0;
        border-top: 1px solid var(--rule);
      }

      .who {
        font-size: 0.85rem;
      }

      .text {
        max-height: 14rem;
        padding: 0;
        overflow: auto;
        border-radius: 0;
        background: none;
        font: 1rem/1.5 var(--words);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .text.code {
        font: 0.85rem/1.5 var(--code);
      }

      @media (max-width: 40rem) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("./outcomes.js").Activity} */
    this.run = /** @type {any} */ (undefined);
    /** Of the run's steps: with each there is more to read. */
    this.count = 0;
    /** @type {Message[]} */
    this.messages = [];
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.get("count") !== undefined) this.refresh();
  }

  /** @override */
  async load() {
    this.messages = await this.api.get(`/v1/runs/${this.run.id}/messages?limit=1000`);
  }

  /** @override */
  render() {
    return html`${this.line}
      ${this.isLoaded && !this.messages.length ? html`<p class="hint">${t.said.none}</p>` : nothing}
      <ul class="plain">
        ${this.messages.map((message) => this.#message(message))}
      </ul>`;
  }

  /** @param {Message} message */
  #message(message) {
    const { agent_id: agent, conversation_id: conversation } = this.run;
    const chat = this.app.link("chat", agent, ...(conversation ? [conversation] : []));
    const [text, isCode] = textOf(message);
    return html`<li>
      <a class="who" href="${chat}?at=${message.id}"
        >${t.said.by[/** @type {"user_message"} */ (message.message_type)] ?? message.message_type}</a
      >
      <pre dir="auto" class="text ${isCode ? "code" : ""}" tabindex="0">${text}</pre>
    </li>`;
  }
}

/** What a message says, and whether that is code. @param {Message} message @returns {[string, boolean]} */
function textOf(message) {
  const calls = message.tool_calls ?? (message.tool_call ? [message.tool_call] : null);
  if (calls?.length)
    return [
      calls.map((/** @type {any} */ call) => `${call.name} ${prettyJson(call.arguments)}`).join("\n"),
      true,
    ];
  if (message.message_type === "tool_return_message") return [plain(message.tool_return), true];
  if (message.message_type === "approval_response_message")
    return [message.approvals.map(verdict).join("\n"), false];
  return [plain(message.content ?? message.reasoning ?? message.summary ?? ""), false];
}

/** @param {{ type: string, approve?: boolean, reason?: string | null }} verdict */
function verdict({ type, approve, reason }) {
  if (type === "tool") return t.said.returned;
  return approve ? t.said.allowed : [t.said.refused, reason].filter(Boolean).join(" ");
}

/** Text, or the texts of parts. @param {unknown} content */
function plain(content) {
  if (!Array.isArray(content)) return typeof content === "string" ? content : JSON.stringify(content);
  return content.map(({ text }) => text ?? t.said.picture).join("\n");
}

customElements.define("lw-run-messages", RunMessages);

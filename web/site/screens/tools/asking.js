// <lw-waiting>: what waits for a person's word, with exactly what it would do, answered in place.
import { diffStyle, diffView } from "../../diff.js";
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, words } from "../../words/words.js";
import { allWaiting, answer, canAllow } from "./waiting.js";
import { prettyJson } from "./schema.js";
import { View } from "../view.js";

/** @typedef {import("./waiting.js").Waiting} Waiting */
/** @typedef {import("./waiting.js").Call} Call */
/** @typedef {import("./waiting.js").Verdict} Verdict */

const t = await words("tools");

export class Asking extends View {
  /** @override */
  static shows = /^/; // any turn may ask, and be answered
  /** @override */
  static styles = [
    base,
    diffStyle,
    css`
      :host {
        display: block;
      }

      section {
        margin-bottom: 2rem;
      }

      article {
        margin-top: 0.75rem;
        border-inline-start: 3px solid var(--accent);
      }

      .call {
        padding-top: 0.75rem;
        border-top: 1px solid var(--rule);
      }

      blockquote {
        margin: 0;
        font: italic 1.05rem/1.5 var(--words);
        overflow-wrap: anywhere;
      }

      pre {
        max-height: 18rem;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .change {
        max-height: 24rem;
        padding: 0.5rem 0.75rem;
        overflow: auto;
        border: 1px solid var(--rule);
        border-radius: 0.5rem;
        font: 1rem/1.5 var(--words);
      }

      .reason {
        flex: 1 1 12rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Waiting[]} */
    this.all = [];
    /** The word that was given on some calls of a reply, by its id. @type {Map<string, Map<string, Verdict>>} */
    this.verdicts = new Map();
    /** @type {Set<string>} */
    this.answering = new Set();
  }

  /** @override */
  async load() {
    this.all = await allWaiting(this.app);
  }

  /** @override */
  render() {
    if (!this.all.length) return this.line;
    return html`<section aria-labelledby="waiting">
      <h2 id="waiting">${t.waiting.title(this.all.reduce((sum, { calls }) => sum + calls.length, 0))}</h2>
      ${repeat(
        this.all,
        (one) => one.message_id,
        (one) => this.#card(one),
      )}
      ${this.line}
    </section>`;
  }

  /** @param {Waiting} one */
  #card(one) {
    const { agent_id, agent_name, conversation_id, message_id, created_at, text, calls } = one;
    const link = this.app.link("chat", agent_id, ...(conversation_id ? [conversation_id] : []));
    const isBusy = this.answering.has(message_id);
    return html`<article class="card stack" aria-label=${t.waiting.of(agent_name)} aria-busy=${isBusy}>
      <header class="row spread">
        <h3>${t.waiting.of(agent_name)}</h3>
        <span class="hint"
          >${ago(created_at)} · <a href="${link}?at=${message_id}">${t.waiting.inChat}</a></span
        >
      </header>
      ${text ? html`<blockquote dir="auto">${text}</blockquote>` : nothing}
      ${calls.map((call) => this.#call(one, call, isBusy))}
    </article>`;
  }

  /** @param {Waiting} one @param {Call} call @param {boolean} isBusy */
  #call(one, call, isBusy) {
    const word = this.verdicts.get(one.message_id)?.get(call.tool_call_id)?.approve;
    const isOurs = canAllow(this.app, call);
    return html`<form
      class="call stack"
      @submit=${(/** @type {SubmitEvent} */ event) => this.#decide(event, one, call)}
    >
      <p>
        <code>${call.name}</code> ${call.reason ? html`<span class="hint">${call.reason}</span>` : nothing}
      </p>
      ${call.changes.map(change)}
      ${
        call.changes.length
          ? html`<details>
              <summary>${t.waiting.arguments}</summary>
              <pre>${prettyJson(call.arguments)}</pre>
            </details>`
          : html`<pre aria-label=${t.waiting.arguments}>${prettyJson(call.arguments)}</pre>`
      }
      ${isOurs ? nothing : html`<p class="hint">${t.waiting.elsewhere}</p>`}
      <div class="row">
        ${isOurs ? this.#button("allow", word === true, isBusy) : nothing}
        ${this.#button("refuse", word === false, isBusy)}
        <input class="reason" name="reason" aria-label=${t.waiting.reason} placeholder=${t.waiting.reason} />
      </div>
      ${word === undefined || isBusy ? nothing : html`<p class="hint" role="status">${t.waiting.others}</p>`}
    </form>`;
  }

  /** @param {"allow" | "refuse"} word @param {boolean} isGiven @param {boolean} isBusy */
  #button(word, isGiven, isBusy) {
    const look = word === "allow" ? "primary" : "";
    return html`<button
      class=${look}
      value=${word}
      aria-pressed=${isGiven ? "true" : nothing}
      ?disabled=${isBusy}
    >
      ${isGiven ? "✓ " : ""}${t.waiting[word]}
    </button>`;
  }

  /** @param {SubmitEvent} event @param {Waiting} one @param {Call} call */
  async #decide(event, one, call) {
    event.preventDefault();
    const approve = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value === "allow";
    const reason = String(
      new FormData(/** @type {HTMLFormElement} */ (event.target)).get("reason") ?? "",
    ).trim();
    const given = this.verdicts.get(one.message_id) ?? new Map();
    this.verdicts.set(one.message_id, given.set(call.tool_call_id, { approve, reason }));
    this.requestUpdate();
    if (one.calls.every(({ tool_call_id: id }) => given.has(id))) await this.#answer(one, given);
  }

  /** @param {Waiting} one @param {Map<string, Verdict>} given */
  async #answer(one, given) {
    this.answering.add(one.message_id);
    await this.attempt(async () => {
      await answer(this.app, one, given);
      return [...given.values()].some(({ approve }) => approve)
        ? t.waiting.goesOn(one.agent_name)
        : t.waiting.refused(one.agent_name);
    });
    this.answering.delete(one.message_id);
    this.verdicts.delete(one.message_id);
    await this.refresh();
  }
}

/** @param {import("./waiting.js").Change} change */
function change({ label, before, after }) {
  return html`<div class="stack" role="group" aria-label=${t.waiting.changes(label)}>
    <h4>${t.waiting.changes(label)}</h4>
    <div class="change">${diffView(before ?? "", after ?? "")}</div>
  </div>`;
}

customElements.define("lw-waiting", Asking);

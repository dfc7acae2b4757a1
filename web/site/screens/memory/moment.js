// <lw-moment>: one version: what changed, why, what the agent knew then, and ways back to it.
import { css, html, nothing } from "../../lib/lit.js";
import { diffStyle, diffView } from "../../diff.js";
import { base } from "../../style/base.js";
import { date, words } from "../../words/words.js";
import "./known.js";
import { Part } from "./part.js";
import { forkAt, restoreAgent, restoreObject } from "./rewind.js";
import { fieldsOf, hasText, textOf, verbOf } from "./version.js";

/** @typedef {import("./version.js").Version} Version */

const t = await words("memory");

export class Moment extends Part {
  /** @override */
  static properties = {
    ...Part.properties,
    head: { attribute: false },
    label: { attribute: false },
    version: { state: true },
  };
  /** @override */
  static styles = [
    base,
    diffStyle,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 1rem;
        min-width: 0;
      }

      h3 {
        font: 600 1.2rem/1.3 var(--words);
        overflow-wrap: anywhere;
      }

      .diff {
        font: 1.0625rem/1.6 var(--words);
      }

      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.3rem 1rem;
        font-size: 0.9rem;
      }

      dt {
        color: var(--faded);
      }

      dd {
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("./version.js").Head} */
    this.head = /** @type {any} */ (undefined);
    this.label = "";
    /** @type {Version | null} */
    this.version = null;
  }

  /** @override @param {Map<string, any>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.get("head") && changed.get("head").id !== this.head.id) this.refresh();
  }

  /** @override */
  async load() {
    const { object_id: id, number } = this.head;
    this.version = await this.api.get(`/v1/memory/objects/${id}/versions/${number}`);
  }

  /** @override */
  render() {
    const { app, agentId, head, label } = this;
    const version = this.version?.id === head.id ? this.version : null;
    return html`
      <h3>${t.happened(label, verbOf(head), t.doers[head.actor])}</h3>
      ${this.#cause()} ${this.said()}
      <div class="card">${version ? this.#change(version) : nothing}</div>
      ${this.#ways()}
      <lw-known .app=${app} .agentId=${agentId} .moment=${head.id}></lw-known>
    `;
  }

  #cause() {
    const { app, head } = this;
    const message =
      head.message_id && app
        ? html`<a href="${app.link("chat", head.agent_id ?? this.agentId)}?at=${head.message_id}"
            >${t.showMessage}</a
          >`
        : nothing;
    const context = app?.link("memory", head.agent_id ?? this.agentId, "context");
    const step =
      head.step_id && app ? html`<a href="${context}?step=${head.step_id}">${t.showStep}</a>` : nothing;
    const run =
      head.run_id && app ? html`<a href=${app.link("activity", head.run_id)}>${t.showRun}</a>` : nothing;
    return html`<dl>
      <dt>${t.when}</dt>
      <dd><time datetime=${head.created_at}>${date(head.created_at)}</time></dd>
      ${
        head.origin
          ? html`<dt>${t.fromWhere}</dt>
              <dd>${t.origins[head.origin]} ${head.source ? html`<code>${head.source}</code>` : nothing}</dd>`
          : nothing
      }
      ${
        head.message_id || head.run_id
          ? html`<dt>${t.because}</dt>
              <dd class="row">${message} ${run} ${step}</dd>`
          : nothing
      }
    </dl>`;
  }

  /** @param {Version} version */
  #change(version) {
    if (version.state === "forgotten") return html`<p class="hint">${t.forgotten}</p>`;
    const fields = fieldsOf(version);
    const [old, now] = [textOf(version.before), textOf(version.after)];
    return html`
      ${hasText(version) && old + now ? diffView(old, now) : nothing}
      ${
        fields.length
          ? html`<dl>
              ${fields.map(
                ({ name, before, after }) =>
                  html`<dt>${name}</dt>
                    <dd>${diffView(before, after)}</dd>`,
              )}
            </dl>`
          : nothing
      }
      ${!fields.length && !(old + now) ? html`<p class="hint">${t.made}</p>` : nothing}
    `;
  }

  #ways() {
    const { app, agentId, head, label } = this;
    if (!app) return nothing;
    const isGone = head.state === "gone";
    const number = isGone ? head.number - 1 : head.number;
    const object = () => this.does(() => restoreObject(app, head.object_id, number, label));
    const agent = () => this.does(() => restoreAgent(app, agentId, head));
    const fork = () => this.does(() => forkAt(app, agentId, head));
    return html`<div class="row">
      ${head.kind === "agent" || head.state === "forgotten" ? nothing : html`<button @click=${object}>${isGone ? t.bringBack : t.restoreThis}</button>`}
      <button @click=${agent}>${t.restoreAll}</button>
      <button @click=${fork}>${t.fork}</button>
    </div>`;
  }
}

customElements.define("lw-moment", Moment);

// <lw-welcome>: what an empty conversation says to somebody who is here for the first time. It stands in nobody's way:
// the companion is there already, and typing is all that it takes.
import { LitElement, css, html } from "../../lib/lit.js";
import { hashOf } from "../../shell/router.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";

const t = await words("welcome");

export class Welcome extends LitElement {
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: block;
        padding: 1.5rem 0;
        color: var(--ink);
        font-style: normal;
        text-align: center;
      }

      h2 {
        font-size: 1.6rem;
        text-wrap: balance;
      }

      .said {
        display: flex;
        flex-direction: column;
        gap: 0.4rem;
        margin-block: 1rem 2rem;
        font: 1.0625rem/1.6 var(--words);
        text-wrap: balance;
      }

      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        justify-content: center;
        font-size: 0.9rem;
      }

      nav a {
        display: inline-flex;
        align-items: center;
        min-height: 2.4rem;
      }
    `,
  ];

  /** @override */
  render() {
    return html`
      <h2>${t.title}</h2>
      <div class="said">${t.sentences.map((sentence) => html`<p>${sentence}</p>`)}</div>
      <nav aria-label=${t.others}>
        <a href=${hashOf("agents", "new")}>${t.someone}</a>
        <a href=${hashOf("agents", "import")}>${t.import}</a>
        <a href=${hashOf("models")}>${t.model}</a>
      </nav>
    `;
  }
}

customElements.define("lw-welcome", Welcome);

/** Say it in a chat that has nothing to show yet. @param {HTMLElement} chat */
export function welcome(chat) {
  chat.append(Object.assign(document.createElement("lw-welcome"), { slot: "empty" }));
}

// <lw-developers>: the API for programs, tools of this page, and what to send along when something goes wrong.
import { css, html } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { Part } from "../part.js";
import { diagnosis } from "./diagnosis.js";

const t = await words("settings");

export class Developers extends Part {
  /** @override */
  static styles = [
    ...Part.styles,
    css`
      pre {
        max-height: 24rem;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      summary {
        width: fit-content;
        padding-block: 0.3rem;
      }
    `,
  ];

  constructor() {
    super();
    this.told = "";
  }

  /** @override */
  render() {
    const snippet = snippetFor(this.app.runtime.baseURL);
    return html`
      <section>
        <h2>${t.api}</h2>
        <p class="hint">${t.apiHint}</p>
        <p>${t.base} <code>${this.app.runtime.baseURL}</code></p>
        <pre tabindex="0" aria-label=${t.snippet}><code>${snippet}</code></pre>
        <div class="row"><button type="button" @click=${() => this.#copy(snippet)}>${t.copy}</button></div>
        ${this.saying.line}
      </section>
      <section>
        <h2>${t.pageTools}</h2>
        <p class="hint">${t.pageToolsHint}</p>
        ${this.#tools()}
      </section>
      <section>
        <h2>${t.diagnosis}</h2>
        <p class="hint">${t.diagnosisHint}</p>
        <details @toggle=${this.#look}>
          <summary>${t.whatIsIn}</summary>
          <pre tabindex="0" aria-label=${t.diagnosis}>${this.told || "…"}</pre>
        </details>
        <div class="row">
          <button type="button" class="copy" @click=${this.#copyDiagnosis}>${t.copyDiagnosis}</button>
        </div>
      </section>
    `;
  }

  #tools() {
    const { tools } = this.app.runtime;
    if (!tools.specs.length) return html`<p>${t.noPageTools}</p>`;
    return html`<ul class="plain stack">
      ${tools.specs.map(
        ({ name, description }) =>
          html`<li>
            <strong>${name}</strong>
            <p class="hint">${description}</p>
            <label class="check">
              <input
                type="checkbox"
                .checked=${!tools.isAllowed(name)}
                @change=${(/** @type {any} */ { target }) => (target.checked ? tools.askBefore(name) : tools.allow(name))}
              />
              ${t.askBefore}
            </label>
          </li>`,
      )}
    </ul>`;
  }

  async #look() {
    this.told ||= await diagnosis(this.app);
    this.requestUpdate();
  }

  #copyDiagnosis() {
    return this.saying.tell(async () => {
      this.told = await diagnosis(this.app);
      await navigator.clipboard.writeText(this.told);
      this.app.tell(t.copied);
      return "";
    });
  }

  /** @param {string} text */
  #copy(text) {
    return this.saying.tell(async () => {
      await navigator.clipboard.writeText(text);
      return t.copied;
    });
  }
}

/** @param {string} url */
function snippetFor(url) {
  return `import Letta from "@letta-ai/letta-client";
import { connect } from "${url}/lettawasm.js";

const { fetch, baseURL } = connect();
const client = new Letta({ baseURL, fetch });
`;
}

customElements.define("lw-developers", Developers);

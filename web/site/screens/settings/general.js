// <lw-general>: language, looks, voice.
import { css, html } from "../../lib/lit.js";
import { setWish, wished } from "../../shell/appearance.js";
import { LANGUAGES, chooseLanguage, chosen, words } from "../../words/words.js";
import { Part } from "../part.js";
import "./voice.js";

/** @typedef {import("../../words/words.js").Language} Language */

const t = await words("settings");
const THEMES = /** @type {const} */ (["", "light", "dark"]);
const SIZES = /** @type {const} */ (["0.9", "", "1.15", "1.3"]);
const MOTIONS = /** @type {const} */ (["", "less"]);

export class General extends Part {
  /** @override */
  static styles = [
    ...Part.styles,
    css`
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }

      legend {
        margin-bottom: 0.35rem;
        padding: 0;
        font-size: 0.9rem;
      }

      .choice {
        position: relative;
        display: inline-flex;
        align-items: center;
        min-height: 2.4rem;
        padding: 0.25rem 0.9rem;
        border: 1px solid var(--edge);
        border-radius: 0.5rem;
        background: var(--raised);
      }

      .choice input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        opacity: 0;
      }

      .choice:has(:checked) {
        border-color: var(--accent);
        background: var(--tint);
        box-shadow: inset 0 0 0 1px var(--accent);
      }

      .choice:has(:focus-visible) {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }

      @media (forced-colors: active) {
        .choice input {
          position: static;
          width: 1.25rem;
          height: 1.25rem;
          margin-inline-end: 0.5rem;
          opacity: 1;
        }
      }
    `,
  ];

  /** @override */
  render() {
    return html`
      <section>
        <h2>${t.language}</h2>
        <label class="field">
          ${t.languageLabel}
          <select name="language" @change=${(/** @type {any} */ { target }) => this.#speak(target.value)}>
            <option value="" ?selected=${!chosen()}>${t.asBrowser}</option>
            ${Object.entries(LANGUAGES).map(
              ([code, name]) =>
                html`<option value=${code} lang=${code} ?selected=${code === chosen()}>${name}</option>`,
            )}
          </select>
        </label>
        ${this.saying.line}
      </section>
      <section>
        <h2>${t.appearance}</h2>
        ${this.#choice("theme", t.theme, THEMES, t.themes)} ${this.#choice("text", t.text, SIZES, t.sizes)}
        ${this.#choice("motion", t.motion, MOTIONS, t.motions)}
      </section>
      <section>
        <h2>${t.voice}</h2>
        <lw-voice-wishes .app=${this.app}></lw-voice-wishes>
      </section>
      <section>
        <h2>${t.notifications}</h2>
        <p class="hint">${t.noNotifications}</p>
      </section>
    `;
  }

  /** @param {import("../../shell/appearance.js").Wish} wish @param {string} label @param {readonly string[]} values @param {readonly string[]} names  in their order */
  #choice(wish, label, values, names) {
    return html`<fieldset>
      <legend>${label}</legend>
      ${values.map(
        (value, at) =>
          html`<label class="choice">
            <input
              type="radio"
              name=${wish}
              value=${value}
              .checked=${value === wished(wish)}
              @change=${() => setWish(wish, value)}
            />
            ${names[at]}
          </label>`,
      )}
    </fieldset>`;
  }

  /** All words were read when the page was loaded. A turn that goes on isn't cut off for them. @param {Language | ""} wish */
  async #speak(wish) {
    chooseLanguage(wish);
    const running = await this.api.get("/v1/runs/?active=true&limit=1");
    if (running.length) this.saying.say(t.afterReload);
    else location.reload();
  }
}

customElements.define("lw-general", General);

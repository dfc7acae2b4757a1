// <lw-voice-wishes>: what is on of the voice, and whether speech may leave this device.
import { css, html, nothing } from "../../lib/lit.js";
import { hearsHere } from "../../chat/voice/listener.js";
import { voicesFor } from "../../chat/voice/speaker.js";
import { language, recognition, wish, wishes } from "../../chat/voice/wishes.js";
import { words } from "../../words/words.js";
import { Part } from "../part.js";

/** @typedef {import("../../chat/voice/wishes.js").Wishes} Wishes */

const t = await words("settings");

export class VoiceWishes extends Part {
  /** @override */
  static styles = [
    ...Part.styles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
      }
    `,
  ];

  /** @override */
  render() {
    const canHear = Boolean(recognition());
    const canSpeak = "speechSynthesis" in window;
    return html`
      ${canHear ? nothing : html`<p class="hint">${t.noRecognition}</p>`}
      ${this.#box("listens", t.listens, canHear)} ${this.#box("speaks", t.speaks, canSpeak)}
      ${this.#box("mayLeave", t.mayLeave, canHear || canSpeak)} ${this.saying.line}
    `;
  }

  /** @param {keyof Wishes} name @param {string} label @param {boolean} isOffered */
  #box(name, label, isOffered) {
    return html`<label class="check">
      <input
        type="checkbox"
        name=${name}
        .checked=${wishes()[name]}
        ?disabled=${!isOffered}
        @change=${(/** @type {any} */ { target }) => this.#set({ [name]: target.checked })}
      />
      ${label}
    </label>`;
  }

  /** @param {Partial<Wishes>} changes */
  #set(changes) {
    return this.saying.tell(async () => {
      const all = wish(changes);
      this.app.dispatchEvent(new Event("voice"));
      return note(all);
    });
  }
}

/** What to know of these wishes. @param {Wishes} all */
async function note({ listens, speaks, mayLeave }) {
  if (mayLeave) return "";
  if (listens && !(await hearsHere(recognition(), language()))) return t.speechLeaves;
  if (speaks && !voicesFor(speechSynthesis, language())[0]?.localService) return t.readingLeaves;
  return t.staysHere;
}

customElements.define("lw-voice-wishes", VoiceWishes);

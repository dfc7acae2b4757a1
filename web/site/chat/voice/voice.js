// <letta-voice>: the microphone beside the message, and answers read aloud.
import { h } from "../../dom.js";
import { Listener } from "./listener.js";
import { Speaker } from "./speaker.js";
import { language, recognition, wishes } from "./wishes.js";

/** @typedef {import("../items.js").Item} Item */
/** @typedef {import("../log.js").Words} Words */

export class LettaVoice extends HTMLElement {
  /** @type {(text: string, isFinal: boolean) => void} */
  onHeard = () => {};
  /** @type {Listener | null} */
  #listener = null;
  /** @type {Speaker | null} */
  #speaker = null;
  #wasRunning = false;
  #old = ""; // the last answer before this turn
  #said = h("span", { class: "said error", role: "alert" });
  #speak = h("button", { type: "button", class: "quiet", onclick: () => this.#toggle() });
  #hush = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => this.hush() });

  /** @param {Words} t */
  constructor(t) {
    super();
    this.t = t;
    this.#speak.textContent = t.speak;
    this.#hush.textContent = t.hush;
  }

  /** Be as the person wishes now. */
  refresh() {
    this.hush();
    this.#listener?.stop();
    const { listens, speaks, mayLeave } = wishes();
    const wish = { language: language(), mayLeave };
    const Recognition = recognition();
    this.#listener = listens && Recognition ? this.#ears(new Listener(Recognition, wish)) : null;
    const mouth = { synth: speechSynthesis, Utterance: SpeechSynthesisUtterance };
    this.#speaker = speaks ? new Speaker(mouth, wish) : null;
    this.#speaker?.addEventListener("change", () => (this.#hush.hidden = !this.#speaker?.isSpeaking));
    this.#speak.hidden = !this.#listener;
    this.replaceChildren(this.#speak, this.#hush, this.#said);
  }

  /** Read the answer of the turn that goes on. @param {Item[]} items @param {boolean} isRunning */
  follow(items, isRunning) {
    const answer = items.findLast(({ kind }) => kind === "assistant");
    if (isRunning && !this.#wasRunning) this.#old = this.#oldest(items, answer);
    const isTold = isRunning || this.#wasRunning;
    this.#wasRunning = isRunning;
    if (!answer || !isTold || answer.key === this.#old) return;
    this.#speaker?.follow(answer.key, answer.text, !isRunning || answer !== items.at(-1));
  }

  hush() {
    this.#speaker?.stop();
  }

  /** The key of an answer that an earlier turn gave. @param {Item[]} items @param {Item | undefined} answer */
  #oldest(items, answer) {
    const asked = items.findLastIndex(({ kind }) => kind === "user");
    return answer && items.indexOf(answer) < asked ? answer.key : "";
  }

  /** @param {Listener} listener */
  #ears(listener) {
    listener.addEventListener("heard", (event) => {
      const { text, isFinal } = /** @type {CustomEvent} */ (event).detail;
      this.onHeard(text, isFinal);
    });
    listener.addEventListener("failed", (event) => {
      /** @type {Record<string, string>} */
      const reasons = this.t.unheard;
      this.#said.textContent = reasons[/** @type {CustomEvent} */ (event).detail.reason] ?? ""; // silence is no failure
    });
    listener.addEventListener("end", () => this.#label());
    return listener;
  }

  async #toggle() {
    this.#said.textContent = "";
    this.hush();
    if (this.#listener?.isListening) this.#listener.stop();
    else await this.#listener?.start();
    this.#label();
  }

  #label() {
    const isListening = Boolean(this.#listener?.isListening);
    this.#speak.textContent = isListening ? this.t.listening : this.t.speak;
    this.#speak.setAttribute("aria-pressed", String(isListening));
  }
}

customElements.define("letta-voice", LettaVoice);

/** A voice in front of a button. @param {HTMLElement} button @param {Words} t @param {LettaVoice["onHeard"]} onHeard */
export function voiceBefore(button, t, onHeard) {
  const voice = new LettaVoice(t);
  voice.onHeard = onHeard;
  button.before(voice);
  return voice;
}

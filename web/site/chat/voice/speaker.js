// Reads answers aloud, sentence by sentence, as they come.
import { sentencesOf } from "./sentences.js";

/** What a browser speaks with. @typedef {{ synth: SpeechSynthesis, Utterance: typeof SpeechSynthesisUtterance }} Mouth */

/** Voices for a language, those on this device first. @param {SpeechSynthesis} synth @param {string} language */
export function voicesFor(synth, language) {
  const [wanted] = language.toLowerCase().split("-");
  const speaking = synth.getVoices().filter(({ lang }) => lang.toLowerCase().split(/[-_]/)[0] === wanted);
  return speaking.sort((one, other) => Number(other.localService) - Number(one.localService));
}

/** Event: "change" when it begins or has ended. */
export class Speaker extends EventTarget {
  #key = "";
  #said = 0; // characters of the text under that key
  #waiting = 0; // sentences that aren't said yet

  /** @param {Mouth} mouth @param {{ language: string, mayLeave: boolean }} wish  `mayLeave`: voices elsewhere will do as well */
  constructor({ synth, Utterance }, { language, mayLeave }) {
    super();
    this.synth = synth;
    this.Utterance = Utterance;
    this.language = language;
    this.mayLeave = mayLeave;
  }

  get isSpeaking() {
    return this.#waiting > 0;
  }

  /** Say what is new of a text, which is known by its key. @param {string} key @param {string} text @param {boolean} isWhole */
  follow(key, text, isWhole) {
    if (key !== this.#key) [this.#key, this.#said] = [key, 0];
    const { sentences, to } = sentencesOf(text, this.#said, isWhole);
    this.#said = to;
    for (const sentence of sentences) this.#say(sentence);
  }

  /** Say nothing more of what was begun. */
  stop() {
    this.#said = Infinity;
    this.#waiting = 0;
    this.synth.cancel();
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} sentence */
  #say(sentence) {
    const [voice] = voicesFor(this.synth, this.language);
    if (!voice?.localService && !this.mayLeave) return;
    const utterance = new this.Utterance(sentence);
    utterance.lang = this.language;
    if (voice) utterance.voice = voice;
    utterance.onend = utterance.onerror = () => this.#ended();
    this.#waiting++;
    this.synth.speak(utterance);
    this.dispatchEvent(new Event("change"));
  }

  #ended() {
    this.#waiting = Math.max(0, this.#waiting - 1);
    this.dispatchEvent(new Event("change"));
  }
}

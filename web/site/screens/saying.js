// What comes of a click, in a line beside it: a sentence, or why it failed.
import { html } from "../lib/lit.js";
import { sentenceOf } from "./view.js";

/** @typedef {import("../lib/lit.js").LitElement} LitElement */

/** A controller of an element. */
export class Saying {
  sentence = "";
  isError = false;
  #works = 0; // under way
  #begun = 0; // so far

  /** @param {LitElement} host */
  constructor(host) {
    this.host = host;
    host.addController(this);
  }

  hostConnected() {}

  /** Whether something is being done. */
  get isBusy() {
    return this.#works > 0;
  }

  /**
   * Do `work` and say what it says, unless something else was begun since, or why it failed.
   * @param {() => Promise<string | void>} work
   */
  async tell(work) {
    const mine = ++this.#begun;
    this.#works += 1;
    this.say("…");
    try {
      const sentence = (await work()) ?? "";
      this.#works -= 1;
      if (mine === this.#begun) this.say(sentence);
      return true;
    } catch (error) {
      this.#works -= 1;
      this.say(sentenceOf(error), true);
      return false;
    }
  }

  /** @param {string} sentence */
  say(sentence, isError = false) {
    Object.assign(this, { sentence, isError });
    this.host.requestUpdate();
  }

  /** Always there, so that what changes in it is heard. */
  get line() {
    return html`<p class=${this.isError ? "said error" : "said"} role="status">${this.sentence}</p>`;
  }
}

// <letta-boot>: what the first start is doing, in real numbers, and what to do when it can't go on.
import { h } from "../dom.js";
import { NEWER } from "../names.js";
import { words } from "../words/words.js";

/** @typedef {import("../election.js").Status} Status */

const t = await words("shell");

/**
 * Each stage of a start: its words, and where it begins and ends in the whole.
 * @type {Record<string, [string, number, number]>}
 */
const STAGES = {
  none: [t.starting, 0, 0.02],
  download: ["", 0.02, 0.6],
  imports: [t.warming, 0.6, 0.9],
  snapshot: [t.waking, 0.3, 0.8],
  booted: [t.opening, 0.9, 0.95],
  storage: [t.opening, 0.95, 1],
};

export class LettaBoot extends HTMLElement {
  #bar = h("progress", { max: "1", value: "0", "aria-label": t.progress });
  #words = h("p", {}, t.starting);
  #isOver = false;

  /** This browser can't do it, and why. @param {string[]} sentences */
  refuse(sentences) {
    this.#explain(t.unable, sentences, "");
  }

  /** The page can't begin. What the runtime says of itself tells more. @param {unknown} error */
  fail(error) {
    this.#isOver = true;
    const isExplained = this.classList.contains("failed") && !this.hidden;
    if (!isExplained) this.#explain(t.failed, [t.wrong], String(error));
  }

  /** @param {Status} status */
  show({ role, stage, fraction, error }) {
    if (error && (role === "host" || error.name === NEWER)) {
      /** @type {Record<string, string>} */
      const remedies = t.remedies; // for failures that a person can do something about
      const remedy = remedies[error.name] ?? t.wrong;
      return this.#explain(t.failed, [remedy], `${error.name}: ${error.message}`);
    }
    if (this.#isOver) return;
    this.hidden = stage === "ready" || role !== "host";
    const [said, from, to] = STAGES[stage] ?? STAGES.none;
    if (!this.contains(this.#bar)) this.replaceChildren(this.#words, this.#bar);
    this.#words.textContent = said || t.fetching(Math.round(fraction * 100));
    this.#bar.value = from + (to - from) * fraction;
  }

  /** @param {string} title @param {string[]} sentences @param {string} detail */
  #explain(title, sentences, detail) {
    this.hidden = false;
    this.classList.add("failed");
    this.setAttribute("role", "alert");
    this.replaceChildren(
      h("h2", {}, title),
      ...sentences.map((sentence) => h("p", {}, sentence)),
      h("details", { hidden: !detail }, h("summary", {}, t.details), h("pre", {}, detail)),
      h("button", { onclick: () => location.reload() }, t.retry),
    );
  }
}

customElements.define("letta-boot", LettaBoot);

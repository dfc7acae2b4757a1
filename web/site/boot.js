// <letta-boot>: what the first start is doing, in real numbers, and what to do when it can't go on.
import { h } from "./dom.js";

/** @typedef {import("./election.js").Status} Status */

/**
 * Each stage of a start: its words, and where it begins and ends in the whole.
 * @type {Record<string, [string, number, number]>}
 */
const STAGES = {
  none: ["Starting", 0, 0.02],
  download: ["Fetching Python, once", 0.02, 0.6],
  imports: ["Warming up", 0.6, 0.9],
  snapshot: ["Waking up", 0.3, 0.8],
  booted: ["Opening memory", 0.9, 0.95],
  storage: ["Opening memory", 0.95, 1],
};

/** Failures that a person can do something about. @type {Record<string, string>} */
const REMEDIES = {
  SecurityError:
    "The browser doesn't let this page keep files. Private windows and blocked site data do that: use a normal window and allow site data.",
  UnknownError:
    "The browser could not open its private file system. Private windows do that: use a normal window.",
  NoModificationAllowedError:
    "Another window still has the agent's memory open. Close other tabs of this page and try again.",
  QuotaExceededError: "The disk, or this browser's share of it, is full. Make some room and try again.",
  TypeError: "A part of the app could not be fetched. Look at your connection and try again.",
};

export class LettaBoot extends HTMLElement {
  #bar = h("progress", { max: "1", value: "0", "aria-label": "Start" });
  #words = h("p", {}, "Starting");

  /** This browser can't do it, and why. @param {string[]} sentences */
  refuse(sentences) {
    this.#explain("This browser can't run your agent yet", sentences, "");
  }

  /** @param {Status} status */
  show({ role, stage, fraction, error }) {
    if (error && role === "host") {
      const remedy = REMEDIES[error.name] ?? "Something went wrong while starting.";
      return this.#explain("Your agent could not start", [remedy], `${error.name}: ${error.message}`);
    }
    this.hidden = stage === "ready" || role !== "host";
    const [words, from, to] = STAGES[stage] ?? STAGES.none;
    if (!this.contains(this.#bar)) this.replaceChildren(this.#words, this.#bar);
    const percent = stage === "download" ? ` (${Math.round(fraction * 100)} %)` : "";
    this.#words.textContent = words + percent;
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
      h("details", { hidden: !detail }, h("summary", {}, "Details"), h("pre", {}, detail)),
      h("button", { onclick: () => location.reload() }, "Try again"),
    );
  }
}

customElements.define("letta-boot", LettaBoot);

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

/** What a browser must have, and the sentence for one that hasn't. @type {[() => boolean, string][]} */
const NEEDS = [
  [
    () => isSecureContext,
    "This page must be served over https, or from localhost, to keep data in your browser.",
  ],
  [
    () => "WebAssembly" in globalThis,
    "This browser has WebAssembly switched off. Allow it for this page (some lockdown modes forbid it).",
  ],
  [
    () => "locks" in navigator && "withResolvers" in Promise,
    "This browser is too old. Update it: Chrome 119, Edge 119, Firefox 121 or Safari 17.4 will do.",
  ],
  [
    () => "getDirectory" in (navigator.storage ?? {}),
    "This browser has no private file system (OPFS), where your agent's memory would live. Update it.",
  ],
  [
    () => "serviceWorker" in navigator,
    "This browser doesn't allow service workers here, perhaps because the window is private. Open the page in a normal window.",
  ],
];

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

  /** Say what is missing in this browser, if anything is. */
  hasAllNeeds() {
    const missing = NEEDS.filter(([has]) => !has()).map(([, sentence]) => sentence);
    if (missing.length) this.#explain("This browser can't run your agent yet", missing, "");
    return missing.length === 0;
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

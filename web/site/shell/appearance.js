// How the page looks by a person's wish: light or dark, how large its text is, whether it moves, and its language.
import { browser } from "../kept.js";
import { chosen, language } from "../words/words.js";

const KEYS = { theme: "lettawasm.theme", text: "lettawasm.text", motion: "lettawasm.motion" };

/** @typedef {keyof typeof KEYS} Wish  theme: light, dark; text: a factor such as 1.25; motion: less */

/** @param {Wish} wish */
export function wished(wish) {
  return browser.kept(KEYS[wish]);
}

/** Empty leaves it to the browser. @param {Wish} wish @param {string} value */
export function setWish(wish, value) {
  browser.keep(KEYS[wish], value);
  applyAppearance();
}

export function applyAppearance() {
  const root = document.documentElement;
  for (const wish of /** @type {Wish[]} */ (["theme", "motion"])) {
    if (wished(wish)) root.dataset[wish] = wished(wish);
    else delete root.dataset[wish];
  }
  root.style.setProperty("--text-size", wished("text") || "1");
  root.lang = language();
  root.dir = new URLSearchParams(location.search).get("dir") ?? (isRightToLeft() ? "rtl" : "ltr");
}

/** A language that we lack is read in English, from left to right. */
function isRightToLeft() {
  return ["ar", "fa", "he", "ur"].includes(language()) && Boolean(chosen());
}

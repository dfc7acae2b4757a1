// The language of a widget, which is that of the place where it stands in the page, and its words.
import { LANGUAGES, words } from "../words/words.js";

/** @typedef {typeof import("../words/en/widget.js").default} Words */

/** @param {Element} element @returns {import("../words/words.js").Language} */
export function languageOf(element) {
  const wishes = [element.closest("[lang]")?.getAttribute("lang") ?? "", ...navigator.languages];
  const known = wishes.map((wish) => wish.split("-")[0].toLowerCase()).find((wish) => wish in LANGUAGES);
  return /** @type {import("../words/words.js").Language} */ (known ?? "en");
}

/** @param {import("../words/words.js").Language} language @returns {Promise<Words>} */
export function wordsIn(language) {
  return words("widget", language);
}

// What stands in a page's HTML, in the language that the page speaks.

/** Its own words stand in it in English: `data-words` and `data-words-label` name them. @param {Record<string, any>} t */
export function translate(t) {
  for (const element of document.querySelectorAll("[data-words]"))
    element.textContent = t[/** @type {HTMLElement} */ (element).dataset.words ?? ""];
  for (const element of document.querySelectorAll("[data-words-label]"))
    element.setAttribute("aria-label", t[/** @type {HTMLElement} */ (element).dataset.wordsLabel ?? ""]);
}

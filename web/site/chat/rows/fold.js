// What is folded until somebody wants to read it. What was unfolded stays so, wherever one scrolls meanwhile.
import { html } from "../../lib/lit.js";

/** @typedef {import("../log.js").Context} Context */

/** @param {Context} context @param {string} key @param {string} kind @param {unknown} title @param {() => unknown} content  asked for once it is open */
export function fold({ unfolded, draw }, key, kind, title, content) {
  const isOpen = unfolded.has(key);
  const toggled = (/** @type {Event} */ { target }) => {
    const { open } = /** @type {HTMLDetailsElement} */ (target);
    if (open === unfolded.has(key)) return;
    if (open) unfolded.add(key);
    else unfolded.delete(key);
    draw();
  };
  return html`<details class=${kind} ?open=${isOpen} @toggle=${toggled}>
    <summary dir="auto">${title}</summary>
    ${isOpen ? content() : ""}
  </details>`;
}

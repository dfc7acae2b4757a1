// What comes of a click, in a line under the button.
import { h } from "../dom.js";

/** Where `tell` tells. */
export function saying() {
  return h("p", { class: "said", role: "status" });
}

/** Do `work` and show what it says, or why it failed. @param {HTMLElement} said @param {() => Promise<string | null>} work */
export async function tell(said, work) {
  said.textContent = "…";
  said.classList.remove("error");
  try {
    const sentence = await work();
    if (sentence !== null) said.textContent = sentence;
  } catch (error) {
    said.textContent = error instanceof Error ? error.message : String(error);
    said.classList.add("error");
  }
}

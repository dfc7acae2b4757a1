// The functions that this page lets agents call, in the list of tools.
import { html, nothing } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { firstSentence } from "./kinds.js";

const t = await words("tools");

/** @param {import("../../page_tools.js").PageTools} tools */
export function pageTools(tools) {
  const { specs } = tools;
  if (!specs.length) return nothing;
  return html`<section aria-labelledby="page">
    <h2 id="page">${t.kinds.page}</h2>
    <p class="hint">${t.list.pageAbout}</p>
    <ul class="plain">
      ${specs.map(
        ({ name, description }) =>
          html`<li>
            <div>
              <p class="name">${name}</p>
              <p class="about">${firstSentence(description)}</p>
            </div>
            <span class="tag">${tools.isAllowed(name) ? t.list.pageFree : t.list.pageAsks}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

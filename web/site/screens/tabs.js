// The parts of a screen, as links.
import { css, html, nothing } from "../lib/lit.js";

export const tabLook = css`
  header.page {
    margin-bottom: 0.75rem;
  }

  .tabs {
    margin-bottom: 1.75rem;
  }

  @media (max-width: 36rem) {
    .tabs {
      flex-wrap: wrap;
      gap: 0;
    }

    .tabs > * {
      padding-inline: 0.6rem;
      font-size: 0.9rem;
    }
  }
`;

/**
 * @template {string} Name
 * @param {string} label @param {Record<Name, string>} titles @param {Name} current @param {(name: Name) => string} link
 */
export function tabs(label, titles, current, link) {
  const names = /** @type {Name[]} */ (Object.keys(titles));
  return html`<nav class="tabs" aria-label=${label}>
    ${names.map(
      (name) =>
        html`<a class="button" href=${link(name)} aria-current=${name === current ? "page" : nothing}
          >${titles[name]}</a
        >`,
    )}
  </nav>`;
}

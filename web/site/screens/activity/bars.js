// Where the time of a run went: a bar for each step, on one scale, drawn to the length of its parts.
import { css, html, svg } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { duration } from "./amounts.js";

/** @typedef {"prompt" | "waiting" | "reply" | "tools" | "storing"} Part */
/** @typedef {{ part: Part, start_ns: number, ns: number }} Span */

const t = await words("activity");
const PARTS = /** @type {const} */ (["prompt", "waiting", "reply", "tools", "storing"]);
const WIDTH = 1_000; // of the drawing, whatever its size on the screen
const LEAST = 2; // so that the shortest part can be seen

export const bars = css`
  .bar {
    display: block;
    width: 100%;
    height: 1.1rem;
    border-radius: 0.25rem;
    background: var(--tint);
  }

  .bar:dir(rtl) {
    transform: scaleX(-1);
  }

  .prompt {
    fill: var(--faded);
    background: var(--faded);
  }

  .waiting {
    fill: color-mix(in oklab, var(--accent) 45%, var(--paper));
    background: color-mix(in oklab, var(--accent) 45%, var(--paper));
  }

  .reply {
    fill: var(--accent);
    background: var(--accent);
  }

  .tools {
    fill: var(--memory);
    background: var(--memory);
  }

  .storing {
    fill: var(--edge);
    background: var(--edge);
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.1rem;
    margin-bottom: 0.75rem;
    color: var(--faded);
    font-size: 0.85rem;
  }

  .legend i {
    display: inline-block;
    width: 0.75rem;
    height: 0.75rem;
    margin-inline-end: 0.4rem;
    border-radius: 0.15rem;
  }

  @media (forced-colors: active) {
    .bar,
    .legend i {
      forced-color-adjust: none;
    }
  }
`;

/** @param {Span[]} spans @param {number} whole  of the run, in nanoseconds */
export function bar(spans, whole) {
  const at = (/** @type {number} */ ns) => (ns / whole) * WIDTH;
  return html`<svg
    class="bar"
    role="img"
    aria-label=${inWords(spans)}
    viewBox="0 0 ${WIDTH} 10"
    preserveAspectRatio="none"
  >
    ${spans.map(
      ({ part, start_ns: start, ns }) =>
        svg`<rect class=${part} x=${at(start)} y="0" width=${Math.max(LEAST, at(ns))} height="10"><title>${t.parts[part]}: ${duration(ns)}</title></rect>`,
    )}
  </svg>`;
}

/** What the parts took, longest first where there are several of one. @param {Span[]} spans */
export function inWords(spans) {
  return PARTS.map((part) => [part, sum(spans, part)])
    .filter(([, ns]) => ns)
    .map(([part, ns]) => `${t.parts[/** @type {Part} */ (part)]} ${duration(Number(ns))}`)
    .join(", ");
}

/** What each colour means, with what that took in all. @param {Span[]} spans */
export function legend(spans) {
  const there = PARTS.filter((part) => sum(spans, part));
  return html`<ul class="plain legend">
    ${there.map((part) => html`<li><i class=${part}></i>${t.parts[part]} ${duration(sum(spans, part))}</li>`)}
  </ul>`;
}

/** @param {Span[]} spans @param {Part} wanted */
function sum(spans, wanted) {
  return spans.reduce((total, { part, ns }) => total + (part === wanted ? ns : 0), 0);
}

// A text with what can't be seen in it made visible: every run of such characters stands as a mark with its name.
import { css, html } from "../../lib/lit.js";

/** @typedef {{ at: number, length: number, kind: string, names: string[], spells: string }} Unseen */
/** @typedef {{ text: string, unseen: Unseen[] }} Shown  places count whole characters */

export const marks = css`
  .mark {
    display: inline-block;
    margin-inline: 0.1em;
    padding-inline: 0.35em;
    border: 1px solid var(--bad);
    border-radius: 0.3em;
    background: var(--gone);
    color: var(--bad);
    font: 500 0.75em/1.5 var(--tools);
    unicode-bidi: isolate;
    white-space: normal;
  }

  .text {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
`;

/** @param {Shown} shown */
export function marked({ text, unseen }) {
  if (!unseen.length) return text;
  const characters = Array.from(text);
  const pieces = [];
  let last = 0;
  for (const run of unseen) {
    pieces.push(characters.slice(last, run.at).join(""), mark(run));
    last = run.at + run.length;
  }
  return [...pieces, characters.slice(last).join("")];
}

/** As a paragraph, in the direction that its letters have. @param {Shown} shown */
export function prose(shown) {
  return html`<p class="text" dir="auto">${marked(shown)}</p>`;
}

/** @param {Unseen} run */
function mark({ names, length, spells }) {
  const told = spells ? `“${spells}”` : short(names[0]);
  return html`<span class="mark" title=${names.join("\n")}
    >${told}${length > 1 && !spells ? ` ×${length}` : ""}</span
  >`;
}

/** `U+200B zero width space`. @param {string} name  as in `ZERO WIDTH SPACE (U+200B)` */
function short(name) {
  const [, words, code] = /^(.*) \((U\+[0-9A-F]+)\)$/.exec(name) ?? ["", name, ""];
  return `${code} ${words.toLowerCase()}`;
}

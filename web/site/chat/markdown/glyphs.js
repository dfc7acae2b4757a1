// Characters that nobody sees, shown: they hide orders in a text, or turn it around.
import { h } from "../../dom.js";

// Controls, soft hyphens, zero widths, the marks that turn a line around, and the alphabet of tags. Joiners between
// letters of Arabic or Indic scripts and in emoji, and the tags of a flag, are as they should be.
const HIDDEN =
  /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0001}\u{e0020}-\u{e007f}]+|(?<=^|[\0-\x7f])[\u200c\u200d]/gu;
const TAGS = 0xe0000;

/** A text as it is to be shown. @param {string} text @returns {(string | Node)[]} */
export function visible(text) {
  if (text.search(HIDDEN) < 0) return [text];
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(HIDDEN)) {
    parts.push(text.slice(end, index), glyph(found));
    end = index + found.length;
  }
  return [...parts, text.slice(end)];
}

/** @param {string} found */
function glyph(found) {
  const codes = [...found].map((letter) => /** @type {number} */ (letter.codePointAt(0)));
  const name = `U+${codes[0].toString(16).toUpperCase().padStart(4, "0")}`;
  const words = codes[0] < TAGS ? "" : ` “${String.fromCodePoint(...codes.map((code) => code - TAGS))}”`;
  return h("span", { class: "glyph" }, name + words);
}

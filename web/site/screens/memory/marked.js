// A text that was found, with the words in it for which it was.
import { html } from "../../lib/lit.js";

/** The places of marks are counted in characters, of which JavaScript may count one as two. @param {{ text: string, offset: number, marks: [number, number][] }} hit */
export function marked({ text, offset, marks }) {
  const letters = [...text];
  const pieces = marks.flatMap(([start, end], at) => [
    letters.slice(marks[at - 1]?.[1] ?? 0, start).join(""),
    html`<mark>${letters.slice(start, end).join("")}</mark>`,
  ]);
  const rest = letters.slice(marks.at(-1)?.[1] ?? 0).join("");
  return [offset ? "… " : "", ...pieces, rest];
}

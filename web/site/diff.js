// What changed between two texts, word by word, and how it is shown: for the timeline and for edits in the chat.
import { css, html } from "./lib/lit.js";

/** @typedef {{ kind: "same" | "gone" | "come", text: string }} Piece */

const MOST_STEPS = 500; // more differences than these are no reading any more, and time grows with their square
const AROUND = 160; // characters of what stayed that are shown beside a change

const WORDS =
  /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}_]+|./gsu;
const LINES = /[^\n]*\n|[^\n]+/g;

export const diffStyle = css`
  .diff {
    margin: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .diff del,
  .diff ins {
    padding-inline: 0.1em;
    border-radius: 0.2em;
    box-decoration-break: clone;
  }
  .diff del {
    background: var(--gone);
    text-decoration: line-through;
    text-decoration-thickness: 1px;
  }
  .diff ins {
    background: var(--come);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }
`;

/**
 * How one text became another. Where too many words differ, whole lines are told; where too many lines, the texts.
 * @param {string} before @param {string} after @returns {Piece[]}
 */
export function diffWords(before, after) {
  const words = compared(before, after, WORDS);
  if (words) return tidied(words);
  const lines = compared(before, after, LINES);
  return lines ? inPairs(lines).flatMap(refined) : replaced(before, after);
}

/** @param {string} before @param {string} after  what stayed is shortened between the changes */
export function diffView(before, after) {
  const pieces = diffWords(before, after);
  const last = pieces.length - 1;
  const shown = pieces.map((piece, at) => drawn(piece, at === 0, at === last));
  return html`<p class="diff" dir="auto">${shown}</p>`; // on one line, for white space counts
}

/** @param {Piece} piece @param {boolean} isFirst @param {boolean} isLast */
function drawn({ kind, text }, isFirst, isLast) {
  if (kind === "gone") return html`<del>${text}</del>`;
  if (kind === "come") return html`<ins>${text}</ins>`;
  const head = isFirst ? 0 : AROUND;
  const tail = isLast ? 0 : AROUND;
  if (text.length <= head + tail + 20) return text;
  return `${text.slice(0, head)} … ${tail ? text.slice(-tail) : ""}`;
}

/** The pieces of two texts, or null where they differ too much. @param {string} before @param {string} after @param {RegExp} unit */
function compared(before, after, unit) {
  const [old, now] = [before.match(unit) ?? [], after.match(unit) ?? []];
  const start = commonStart(old, now);
  const end = commonEnd(old, now, start);
  const trail = trailOf(old.slice(start, old.length - end), now.slice(start, now.length - end));
  if (!trail) return null;
  const [same, rest] = [old.slice(0, start), old.slice(old.length - end)];
  return joined([...same.map(stayed), ...trail, ...rest.map(stayed)]);
}

/** @param {string} text @returns {Piece} */
const stayed = (text) => ({ kind: "same", text });

/** @param {string[]} a @param {string[]} b */
function commonStart(a, b) {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

/** @param {string[]} a @param {string[]} b @param {number} start  where the rest of both begins */
function commonEnd(a, b, start) {
  let at = 0;
  const most = Math.min(a.length, b.length) - start;
  while (at < most && a[a.length - 1 - at] === b[b.length - 1 - at]) at++;
  return at;
}

/**
 * The fewest steps from `old` to `now` (E. Myers, An O(ND) difference algorithm, 1986), or null for too many.
 * @param {string[]} old @param {string[]} now @returns {Piece[] | null}
 */
function trailOf(old, now) {
  const most = Math.min(MOST_STEPS, old.length + now.length);
  const reach = new Int32Array(2 * most + 3); // by diagonal: how far into `old` one gets
  /** @type {Int32Array[]} */
  const history = [];
  for (let steps = 0; steps <= most; steps++) {
    history.push(reach.slice());
    for (let k = -steps; k <= steps; k += 2) {
      let x = comesDown(reach, k, steps, most) ? reach[most + k + 2] : reach[most + k] + 1;
      while (x < old.length && x - k < now.length && old[x] === now[x - k]) x++;
      reach[most + k + 1] = x;
      if (x >= old.length && x - k >= now.length) return walkedBack(old, now, history, most);
    }
  }
  return null;
}

/** Whether the best way onto diagonal `k` is by something that came. @param {Int32Array} reach @param {number} k @param {number} steps @param {number} most */
function comesDown(reach, k, steps, most) {
  return k === -steps || (k !== steps && reach[most + k] < reach[most + k + 2]);
}

/** @param {string[]} old @param {string[]} now @param {Int32Array[]} history @param {number} most @returns {Piece[]} */
function walkedBack(old, now, history, most) {
  /** @type {Piece[]} */
  const found = [];
  let [x, y] = [old.length, now.length];
  for (let steps = history.length - 1; x > 0 || y > 0; steps--) {
    const reach = history[steps];
    const isDown = comesDown(reach, x - y, steps, most);
    const from = isDown ? x - y + 1 : x - y - 1;
    const startX = steps ? reach[most + from + 1] : 0;
    const startY = steps ? startX - from : 0;
    while (x > startX && y > startY && old[x - 1] === now[y - 1]) {
      found.push(stayed(old[--x]));
      y--;
    }
    if (steps) found.push(isDown ? { kind: "come", text: now[--y] } : { kind: "gone", text: old[--x] });
  }
  return found.reverse();
}

/** Pieces of one kind that touch become one. @param {Piece[]} pieces */
function joined(pieces) {
  /** @type {Piece[]} */
  const found = [];
  for (const { kind, text } of pieces) {
    const last = found.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) found.push({ kind, text });
  }
  return found;
}

/** Between two changes, a blank that stayed only tears words apart: it goes and comes with them. @param {Piece[]} pieces */
function tidied(pieces) {
  const isBlank = (/** @type {Piece} */ { kind, text }, /** @type {number} */ at) =>
    kind === "same" && at > 0 && at < pieces.length - 1 && text.length < 3 && !text.trim();
  /** @type {Piece[]} */
  const spread = pieces.flatMap((piece, at) =>
    isBlank(piece, at)
      ? [
          { ...piece, kind: "gone" },
          { ...piece, kind: "come" },
        ]
      : piece,
  );
  return inPairs(spread)
    .flatMap(({ same, gone, come }) => [stayed(same), ...replaced(gone, come)])
    .filter(({ text }) => text);
}

/** @typedef {{ same: string, gone: string, come: string }} Pair  what stayed, then what was replaced by what */

/** @param {Piece[]} pieces @returns {Pair[]} */
function inPairs(pieces) {
  /** @type {Pair[]} */
  const pairs = [{ same: "", gone: "", come: "" }];
  for (const { kind, text } of pieces) {
    const last = /** @type {Pair} */ (pairs.at(-1));
    if (kind === "same" && (last.gone || last.come)) pairs.push({ same: text, gone: "", come: "" });
    else last[kind] += text;
  }
  return pairs;
}

/** Lines that were replaced by others, word by word if that can be read. @param {Pair} pair @returns {Piece[]} */
function refined({ same, gone, come }) {
  const words = gone && come ? compared(gone, come, WORDS) : null;
  return joined([stayed(same), ...(words ? tidied(words) : replaced(gone, come))]);
}

/** @param {string} gone @param {string} come @returns {Piece[]} */
function replaced(gone, come) {
  return joined([
    { kind: "gone", text: gone },
    { kind: "come", text: come },
  ]);
}

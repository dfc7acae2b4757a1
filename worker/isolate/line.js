// The inner end of a line: a WebSocket that carries the texts of one cell.

/** @typedef {{ hear: (text: string) => Promise<void> }} Hearer */

/**
 * A response that is a line.
 * @param {(post: (text: string) => void) => Hearer} open  who listens at its other end
 */
export function lineTo(open) {
  const { 0: theirs, 1: ours } = new WebSocketPair();
  ours.accept();
  const hearer = open((text) => ours.send(text));
  ours.addEventListener("message", ({ data }) => hearer.hear(data));
  return new Response(null, /** @type {ResponseInit} */ ({ status: 101, webSocket: theirs }));
}

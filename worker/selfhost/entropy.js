// Random bytes while the worker starts, when there are none to have. What must not stay predictable is drawn
// again before the first request, so fixed bytes do for Python itself and for the few imports that may borrow some.
import { replace } from "./disguise.js";

const real = crypto.getRandomValues.bind(crypto);
const restore = replace(crypto, { getRandomValues });
let loans = Infinity;
let state = 0x2545f491;

/** From now on, only so many calls get fixed bytes; the others are the runtime's to refuse. @param {number} calls */
export function lend(calls) {
  loans = calls;
}

/** From now on, all random bytes are. */
export function restoreEntropy() {
  restore();
}

/** @template {ArrayBufferView} T @param {T} view @returns {T} */
function getRandomValues(view) {
  if (loans-- <= 0) return real(/** @type {any} */ (view));
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let i = 0; i < bytes.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state;
  }
  return view;
}

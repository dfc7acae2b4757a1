// A bar's length. It is set on the element, since the page allows no style attributes.
import { ref } from "../../lib/lit.js";

/** @param {number} share  of the whole, from 0 to 1 */
export function share(share) {
  const part = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
  return ref((element) =>
    /** @type {HTMLElement | undefined} */ (element)?.style.setProperty("inline-size", part),
  );
}

// What a person wants of the voice. Nothing is on that wasn't switched on, and nothing leaves that wasn't agreed to.

const KEPT = "lettawasm.voice";

/** `mayLeave`: speech may go to the browser's maker where this device can't do it. @typedef {{ listens: boolean, speaks: boolean, mayLeave: boolean }} Wishes */

/** Whether the voice was wished for at all. */
export function isWished() {
  try {
    return localStorage.getItem(KEPT) !== null;
  } catch {
    return false; // a page that is denied its storage has no wishes
  }
}

/** @returns {Wishes} */
export function wishes() {
  return {
    listens: false,
    speaks: false,
    mayLeave: false,
    ...JSON.parse(localStorage.getItem(KEPT) ?? "{}"),
  };
}

/** @param {Partial<Wishes>} changes @returns {Wishes} */
export function wish(changes) {
  const all = { ...wishes(), ...changes };
  if (all.listens || all.speaks) localStorage.setItem(KEPT, JSON.stringify(all));
  else localStorage.removeItem(KEPT);
  return all;
}

export const language = () => navigator.language;

/** @returns {any}  what recognises speech in this browser, if anything does */
export const recognition = () =>
  /** @type {any} */ (window).SpeechRecognition ?? /** @type {any} */ (window).webkitSpeechRecognition;

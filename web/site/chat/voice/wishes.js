// What a person wants of the voice. Nothing is on that wasn't switched on, and nothing leaves that wasn't agreed to.
import { browser } from "../../kept.js";

const KEPT = "lettawasm.voice";

/** `mayLeave`: speech may go to the browser's maker where this device can't do it. @typedef {{ listens: boolean, speaks: boolean, mayLeave: boolean }} Wishes */

/** Whether the voice was wished for at all. */
export function isWished() {
  return browser.kept(KEPT) !== "";
}

/** @returns {Wishes} */
export function wishes() {
  return {
    listens: false,
    speaks: false,
    mayLeave: false,
    ...JSON.parse(browser.kept(KEPT) || "{}"),
  };
}

/** @param {Partial<Wishes>} changes @returns {Wishes} */
export function wish(changes) {
  const all = { ...wishes(), ...changes };
  browser.keep(KEPT, all.listens || all.speaks ? JSON.stringify(all) : "");
  return all;
}

export const language = () => navigator.language;

/** @returns {any}  what recognises speech in this browser, if anything does */
export const recognition = () =>
  /** @type {any} */ (window).SpeechRecognition ?? /** @type {any} */ (window).webkitSpeechRecognition;

// What a browser must have. It is told in words only where something lacks, so nothing is fetched for it before.
import { words } from "./words/words.js";

/** @typedef {keyof typeof import("./words/en/needs.js").default} Need */

/** The service worker comes last. @type {[Need, () => boolean][]} */
const NEEDS = [
  ["secure", () => isSecureContext],
  ["wasm", () => "WebAssembly" in globalThis],
  ["young", () => "locks" in navigator && "withResolvers" in Promise],
  ["files", () => "getDirectory" in (navigator.storage ?? {})],
  ["serviceWorkers", () => "serviceWorker" in navigator],
];

/** What this browser lacks; a page of another site needs no service worker. */
export function missingNeeds({ isGuest = false } = {}) {
  const needs = isGuest ? NEEDS.slice(0, -1) : NEEDS;
  return needs.filter(([, has]) => !has()).map(([need]) => need);
}

/** A sentence for each. @param {Need[]} needs */
export async function sentencesFor(needs) {
  const t = await words("needs");
  return needs.map((need) => t[need]);
}

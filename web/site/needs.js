// What a browser must have, and the sentence for one that hasn't.

/** The service worker comes last. @type {[() => boolean, string][]} */
const NEEDS = [
  [
    () => isSecureContext,
    "This page must be served over https, or from localhost, to keep data in your browser.",
  ],
  [
    () => "WebAssembly" in globalThis,
    "This browser has WebAssembly switched off. Allow it for this page (some lockdown modes forbid it).",
  ],
  [
    () => "locks" in navigator && "withResolvers" in Promise,
    "This browser is too old. Update it: Chrome 119, Edge 119, Firefox 121 or Safari 17.4 will do.",
  ],
  [
    () => "getDirectory" in (navigator.storage ?? {}),
    "This browser has no private file system (OPFS), where your agent's memory would live. Update it.",
  ],
  [
    () => "serviceWorker" in navigator,
    "This browser doesn't allow service workers here, perhaps because the window is private. Open the page in a normal window.",
  ],
];

/** The sentences for what this browser lacks; a page of another site needs no service worker. */
export function missingNeeds({ isGuest = false } = {}) {
  const needs = isGuest ? NEEDS.slice(0, -1) : NEEDS;
  return needs.filter(([has]) => !has()).map(([, sentence]) => sentence);
}

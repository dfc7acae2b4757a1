export default {
  title: "The vault",
  about:
    "It keeps keys on this device, sealed by a passphrase of yours. A key goes to its own server only, and never into prompts, logs or exports.",
  none: "There is no vault yet",
  makeHint:
    "Nobody can tell you this passphrase again, and without it the keys can't be read. They can be given anew at any time.",
  make: "Make a vault",
  isMade: "The vault is made, and open.",
  passphrase: "Passphrase",
  newOne: "New passphrase",
  again: "Once more",
  notTheSame: "These two are not the same.",
  locked: "The vault is locked",
  lockedHint: (/** @type {number} */ count) =>
    count === 0
      ? "It is empty."
      : `Models whose keys lie in it can't be asked. It holds ${count === 1 ? "one key" : `${count} keys`}.`,
  unlock: "Unlock",
  isOpen: "The vault is open.",
  open: "The vault is open",
  emptyVault: "It is empty. Keys that you give now are kept in it.",
  onlyFor: (/** @type {string} */ host) => `For ${host} only.`,
  since: (/** @type {string} */ when) => `Kept ${when}.`,
  damaged: "It can't be read any more.",
  forget: "Forget",
  forgetNamed: (/** @type {string} */ name) => `Forget the key of ${name}`,
  forgotten: "Forgotten.",
  kinds: { provider: "Server", tool: "Tool", agent: "Agent", mcp_server: "MCP server" },
  locksAfter: "Locks by itself after",
  idle: (/** @type {number} */ minutes) => {
    if (!minutes) return "never, until the tab is closed";
    if (minutes < 60) return `${minutes} minutes`;
    return minutes === 60 ? "an hour" : `${minutes / 60} hours`;
  },
  changed: "Changed.",
  lock: "Lock now",
  isLocked: "The vault is locked.",
  otherPassphrase: "Another passphrase",
  change: "Change the passphrase",
  isChanged: "The vault has a new passphrase.",
  forgetAll: "Forget everything",
  forgetAsked: "Forget all keys in the vault?",
  forgetText: "The vault is deleted with all that is in it. Keys can be given anew at any time.",
  allForgotten: "All keys are forgotten.",
  inTab: "In this tab",
  inTabHint: "A key that is in no vault lives in this tab's memory alone, and is gone when you close it.",
  noneInTab: "This tab holds no key.",
  intoVault: "Keep it in the vault",
  isKept: "It lies in the vault now.",
  unlockTitle: "Unlock the vault",
  unlockHint: "The model's key lies in the vault, which is locked.",
  unlockAndRetry: "Unlock and try again",
  notNow: "Not now",
};

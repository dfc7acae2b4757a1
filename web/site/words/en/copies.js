export default {
  title: "Copies",
  loading: "Looking where your memory is …",

  // The meter: short beside its marks, and whole for who can't see them.
  meter: {
    alone: "Only in this browser",
    old: (/** @type {string} */ ago) => `Copied ${ago}`,
    copied: (/** @type {number} */ places) => `${places} places · not tested`,
    checked: (/** @type {number} */ places, /** @type {string} */ ago) => `${places} places · tested ${ago}`,
    permission: "Allow the folder",
    failed: "Copy failed",
    damaged: "Damaged copy",
    room: "Almost full",
    copying: "Copying …",
    testing: "Testing a copy …",
  },
  label: (/** @type {string} */ short, /** @type {string} */ sentence, /** @type {string} */ advice) =>
    `${short}: ${sentence} ${advice}`.trim(),

  verdict: {
    alone: "Your memory is in this browser, and nowhere else.",
    old: (/** @type {string} */ ago) =>
      `There is a copy, but it was made ${ago}, and much may have changed since.`,
    copied: (/** @type {number} */ places) =>
      `Your memory is in ${places} places. No copy has been tested lately.`,
    checked: (/** @type {number} */ places, /** @type {string} */ ago) =>
      `Your memory is in ${places} places, and a copy was tested ${ago}.`,
  },
  troubles: {
    permission: "No new copies are made until you allow the folder again.",
    failed: "The last copy could not be written. What went wrong stands below.",
    damaged: "The newest copy can't be restored. Write a new one.",
    room: "The browser's room for this page is almost full.",
  },
  advice: {
    alone:
      "If the browser's data is cleared or this device is lost, it is gone. Choose a folder, and copies make themselves.",
    aloneSave:
      "If the browser's data is cleared or this device is lost, it is gone. Save a copy, and put it in a safe place.",
    old: "Make a new one now.",
    copied: "Only a test restore shows that a copy can be trusted.",
    checked: "A second copy somewhere else would survive even the loss of this device.",
    safe: "",
  },

  here: "This browser",
  hereHint: "Where your agents live and write.",
  room: (/** @type {string} */ used, /** @type {string} */ all) =>
    `${used} used of ${all}, with the app itself`,
  full: "It is almost full. Make space on the disk, or delete what you no longer need.",
  roomLabel: "Room used",
  promised: "The browser has promised to keep it until you delete it yourself.",
  notPromised: "The browser may clear it when the disk fills up.",
  askToKeep: "Ask the browser to keep it",
  keeps: "The browser has promised to keep it.",
  keepsNot:
    "The browser has not promised it yet. It often does once a page is installed, bookmarked or used a lot.",
  safari: (/** @type {number} */ days) =>
    `Safari deletes everything that a page has stored when you haven't opened it for ${days} days. To be spared, add this page to your Home Screen or Dock and use it from there, or keep a copy.`,

  folder: "A folder on this computer",
  folderHint:
    "Choose one that is backed up or synchronised, such as a cloud folder or an external disk. Copies write themselves while this page is open.",
  folderUnsupported:
    "This browser can't write into a folder. Chrome and Edge on a computer can; here, save a copy as a file.",
  chooseFolder: "Choose a folder …",
  chooseAnother: "Choose another …",
  allow: "Allow the folder again",
  allowHint: (/** @type {string} */ name) =>
    `After a restart the browser asks again whether this page may write into “${name}”. Until then no copies are made.`,
  elsewhereHint: (/** @type {string} */ name) =>
    `Copies go to “${name}” from another browser, or another computer. From here they can't.`,
  every: "Copy by itself",
  intervals: { 10: "every 10 minutes", 60: "every hour", 1440: "every day", 0: "only when I ask" },
  copyNow: "Copy now",
  test: "Test the newest",
  forget: "Stop using it",
  forgetTitle: (/** @type {string} */ name) => `No more copies to ${name}?`,
  forgetText: "The copies that are there stay.",

  server: "A server of yours",
  serverHint:
    "A Worker or any other lettawasm server keeps copies for you, out of reach of what may happen to this device. It keeps them as files and doesn't open them.",
  address: "Address",
  addressHint: "https://memory.example.workers.dev",
  token: "Token",
  tokenHint: "A token of a space there that may do everything. It is sent to this address alone.",
  tokenMissing: "The token is no longer known. Enter it again, or unlock the vault.",
  connectServer: "Connect a server …",
  connect: "Connect and copy",

  files: "Saved files",
  filesHint: "A file that you save and put where you like: on another disk, or another device.",
  saveFile: "Save a copy …",
  savePage: "Save as a readable page …",
  testFile: "Test or restore a file …",
  noFiles: "No copy has been saved yet.",

  justNow: "just now",
  copies: (/** @type {number} */ count) => (count === 1 ? "1 copy" : `${count} copies`),
  written: (/** @type {string} */ ago) => `Last written ${ago}`,
  tested: (/** @type {string} */ ago) => `tested ${ago}`,
  untested: "not tested yet",
  broken: "can't be restored",
  never: "Nothing written yet",

  copiedAndTested: "The copy is written, and it can be restored.",
  saved: "The copy is saved. Test the file once it is where it shall stay.",

  restores: "This copy can be restored.",
  restoresNot: "This copy can't be restored.",
  of: (/** @type {string} */ when) => `It is of ${when}.`,
  holds: (/** @type {string} */ things) => `It holds ${things}.`,
  proved: (/** @type {string} */ count) => `All ${count} versions of its history prove themselves.`,
  since: (/** @type {string} */ things) => `Not in it, because newer: ${things}.`,
  gone: (/** @type {string} */ things) => `In it, and no longer here: ${things}.`,
  same: "Everything that is here now is in it.",
  close: "Close",
  restore: "Bring it back here …",
  restoreTitle: "Bring this copy back?",
  restoreText: (/** @type {string} */ things) =>
    `It comes as new agents beside those that are here: ${things}. Nothing is overwritten.`,
  restoreYes: "Bring it back",
  restored: "The copy is back. Its agents are among yours.",
  passphrase: "Passphrase",
  locked: "This file is locked. With which passphrase?",
  open: "Open",
  /** @type {Record<string, [string, string]>} */
  things: {
    agents: ["agent", "agents"],
    blocks: ["block", "blocks"],
    tools: ["tool", "tools"],
    files: ["file", "files"],
    conversations: ["conversation", "conversations"],
    messages: ["message", "messages"],
    passages: ["passage", "passages"],
    versions: ["version", "versions"],
  },

  history: "All copies",
  historyEmpty: "Nothing has been copied so far.",
  kinds: { folder: "Folder", worker: "Server", download: "Saved file" },
  more: (/** @type {number} */ count) => `Show ${count} more`,
  testOne: (/** @type {string} */ when) => `Test the copy of ${when}`,
  testShort: "Test",
  removeOne: (/** @type {string} */ when) => `Forget the copy of ${when}`,
  removeShort: "Forget",
  removed: "It is off the list. The file itself is still where you put it.",

  limits:
    "Copies hold your agents, what they remember and remembered, conversations and files. They don't hold keys and passwords.",
  deleted: "What you delete or let be forgotten here stays in older copies until those are gone.",

  problems: {
    QuotaExceededError: "There is no room left for a copy.",
    NotAllowedError: "The page may not write into the folder. Allow it again.",
    NotFoundError: "The folder, or the copy in it, is no longer there.",
    NoModificationAllowedError: "Another program has the file open.",
    SecurityError: "The browser doesn't allow this folder. Choose another.",
  },
  otherProblem: (/** @type {string} */ message) => `The copy could not be written: ${message}`,
};

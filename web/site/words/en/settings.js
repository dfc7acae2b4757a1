export default {
  title: "Settings",
  parts: "Parts of this page",
  tabs: { general: "General", data: "Your data", developers: "Developers", about: "About" },

  language: "Language",
  languageLabel: "The page speaks",
  asBrowser: "As the browser does",
  afterReload: "Your agent is at work. The new language comes with the next reload.",
  appearance: "Appearance",
  theme: "Colours",
  themes: ["As the device", "Light", "Dark"],
  text: "Text",
  sizes: ["Small", "Normal", "Large", "Larger"],
  motion: "Motion",
  motions: ["As the device", "Less"],
  notifications: "Notifications",
  noNotifications: "This app sends none, and never asks to.",

  voice: "Voice",
  noRecognition: "This browser recognises no speech.",
  listens: "Let me speak my messages",
  speaks: "Read answers aloud",
  mayLeave: "Speech may be done on the servers of my browser's maker",
  speechLeaves:
    "What you say may go to the maker of your browser, which does this on its servers. Agree to that below, or leave it off.",
  readingLeaves:
    "What is read aloud may go to the maker of your browser, which does this on its servers. Agree to that below, or leave it off.",
  staysHere: "All of it stays on this device.",

  storage: "Storage",
  onDevice: (/** @type {string} */ size, /** @type {string} */ room) =>
    `Everything is on this device: ${size} with the app itself, and room for ${room} more.`,
  runsHere: "This tab runs your agents.",
  runsElsewhere: "Another tab runs your agents.",
  isKept: "The browser has promised to keep it.",
  keepHint: "The browser may clear it when the disk fills up, unless it promises not to.",
  keep: "Ask the browser to keep it",
  notKept:
    "The browser has not promised it yet. Installing the app or using it more helps; a copy elsewhere is safe in any case.",
  toCopies: "Keep a copy elsewhere",
  end: "Delete everything",
  endText:
    "All agents with their memory and messages, models, keys and settings of this site are deleted from this browser, in all its tabs. Nothing brings them back but a copy that you keep elsewhere.",
  endWord: "delete",
  endLabel: (/** @type {string} */ word) => `Type “${word}” if you mean it`,
  endHint: "Then this button does it.",
  endButton: "Delete everything in this browser",
  erasing: "Deleting everything …",
  stillOpen: "Another tab of this site still has it open. Close it, and this goes on.",
  erased: "Everything is deleted. Nothing of it is left in this browser.",
  startAnew: "Start anew",

  api: "The API",
  apiHint:
    "Pages of this site, and any program in them, speak with your agents as with Letta's server. No key is needed, and no request leaves the browser.",
  base: "It lives at",
  snippet: "How to use it with Letta's SDK",
  copy: "Copy",
  copied: "Copied.",
  pageTools: "Tools of this page",
  pageToolsHint:
    "Scripts may let your agents call functions of a page. What you allowed holds as long as the page is open.",
  noPageTools: "This page offers none now.",
  askBefore: "Ask me before each call",
  diagnosis: "Diagnosis",
  diagnosisHint:
    "Facts about this browser and the last runs, to send along with a question. None of your texts, addresses or keys are in it.",
  whatIsIn: "Look at it first",
  copyDiagnosis: "Copy the diagnosis",

  newest: "This is the newest version that this browser has seen.",
  newer: "A newer version is ready, and comes with the next reload.",
  what: "Agents with a memory of their own, living in your browser: their Python, their database and, if you like, their model run on this device.",
  compatible: "Compatible with Letta's V1 API. An independent project, not affiliated with Letta.",
  licences: "Licences of what is in it",
};

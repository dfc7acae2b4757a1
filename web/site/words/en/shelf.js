/** @typedef {{ taken: string, room: string, memory: string, threads: number }} Figures */
/** @typedef {(figures: Figures) => string} Verdict */
/** @typedef {(detail: string) => string} Problem */

const threads = (/** @type {number} */ count) => (count === 1 ? "one thread" : `${count} threads`);

export default {
  title: "Models in this browser",
  about: "They run on this device, also without a network. Nothing you say leaves it.",
  empty: "No model lives here yet. A small one takes a few minutes to fetch, once.",
  theSearch: "the search in memories",
  context: (/** @type {string} */ tokens) => `${tokens} tokens of context.`,
  sees: "Sees pictures.",
  usedBy: (/** @type {string} */ names) => `Used by ${names}.`,
  useFor: (/** @type {string} */ name) => `Use for ${name}`,
  useForMemories: "Use for memories",
  thinksWith: (/** @type {string} */ name, /** @type {string} */ handle) =>
    `${name} now thinks with ${handle}.`,
  foundWith: (/** @type {string} */ handle) => `Memories are now found with ${handle}.`,
  hello: "Say hello",
  nothing: "nothing",
  says: (/** @type {string} */ text) => `It says: ${text}`,
  saysAt: (/** @type {string} */ text, /** @type {string} */ speed) =>
    `It says: ${text} (${speed} tokens a second)`,
  delete: "Delete",
  deleteAsked: (/** @type {string} */ name) => `Delete ${name}?`,
  deleteText: "It can be fetched again.",
  missedBy: (/** @type {string} */ names) => `${names} will need another model.`,
  deleted: (/** @type {string} */ name) => `${name} is deleted.`,
  isHere: (/** @type {string} */ name) => `${name} is here.`,
  free: "Free their memory",
  freed: "The next message loads its model again.",
  taken: (/** @type {string} */ size, /** @type {string} */ room) =>
    `They take ${size} of the disk. ${room} are left for this page.`,

  left: (/** @type {string} */ size) =>
    `Not all of it could be deleted: ${size} are left. No agent can use it any more.`,
  deleteRest: "Delete the rest",

  progress: (/** @type {string} */ name) => `How much of ${name} is here`,
  stopped: (/** @type {string} */ size, /** @type {string} */ problem) => `Stopped at ${size}. ${problem}`,
  of: (/** @type {string} */ here, /** @type {string} */ size) => `${here} of ${size}`,
  checking: (/** @type {string} */ of) => `Checking what came: ${of} …`,
  speed: (/** @type {string} */ of, /** @type {string} */ speed) => `${of}, ${speed} a second`,
  speedLeft: (/** @type {string} */ of, /** @type {string} */ speed, /** @type {string} */ left) =>
    `${of}, ${speed} a second, ${left} left`,
  goOn: "Go on",
  pause: "Pause",
  cancel: "Cancel",

  get: "Get a model",
  size: (/** @type {string} */ size) => `About ${size}.`,
  licence: (/** @type {string} */ name) => `Licence: ${name}.`,
  ofMaker: "its maker's",
  fetch: "Fetch",
  fetchNamed: (/** @type {string} */ name) => `Fetch ${name}`,
  online: "They come from huggingface.co, whose servers see your address, and work offline after that.",
  forCard: "For the graphics card (WebLLM)",
  leftOut: (/** @type {number} */ count, /** @type {number} */ all) => `${count} of ${all} are left out.`,
  builtIn: "The browser's own model",
  noBuiltIn: "This browser has no model of its own on this device.",
  getReady: "Get it ready",
  browserFetches: (/** @type {number} */ percent) => `The browser fetches its model: ${percent} %`,
  ready: (/** @type {string} */ handle) => `It is ready. Choose ${handle} under This agent.`,
  anyFile: "Any GGUF file, by its address",
  fetchIt: "Fetch it",
  itsProjector: "For one that sees pictures: the address of its projector (mmproj)",
  pinned: "An address may end with #sha256= and the hash that the file must have.",
  openFile:
    "Or a GGUF file of this device: choose it, or drop it here; all its parts and its projector (mmproj) at once",
  modelFile: "Model file",
  abouts: {
    "SmolLM2-360M-Instruct-Q8_0": "Small and quick, English; for short talks.",
    "Qwen2.5-0.5B-Instruct-Q4_K_M": "Many languages, calls tools.",
    "Qwen3-0.6B-Q8_0": "Many languages, calls tools, thinks before it answers.",
    "Llama-3.2-1B-Instruct-Q4_K_M": "Eight languages, good at talking.",
    "Qwen2.5-1.5B-Instruct-Q4_K_M": "Many languages, calls tools better than the smaller ones.",
    "SmolVLM-256M-Instruct-Q8_0": "English; the smallest that says what is in a picture.",
    "SmolVLM-500M-Instruct-Q8_0": "English; says what is in a picture, and reads short texts in it.",
    "all-MiniLM-L6-v2-Q8_0": "Doesn't talk: finds memories by their meaning, in English.",
  },

  portrait: (/** @type {string[]} */ parts) =>
    `This browser gives models ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}.`,
  notKept: "It may clear them when the disk is full: ask it not to, under Settings.",
  card: "a graphics card",
  imitatedCard: "an imitated graphics card",
  noCard: "no graphics card",
  memory: (/** @type {string} */ size) => `${size} of memory or more`,
  threads: (/** @type {number} */ count) => `${threads(count)} of the processor`,
  room: (/** @type {string} */ size) => `${size} on the disk`,
  /** @type {Record<import("../../engines/manager/preflight.js").Why, Verdict>} */
  verdicts: {
    well: () => "Will run here.",
    room: ({ taken, room }) => `Can't run here: it takes ${taken}, and ${room} are left for this page.`,
    noCard: () => "Can't run here: it needs a graphics card, and this browser lets no page use one (WebGPU).",
    noF16: () => "Can't run here: this graphics card can't do 16-bit numbers (shader-f16).",
    old: () => "Can't run here: this browser is too old for llama.cpp (it lacks Memory64).",
    memory: ({ taken, memory }) =>
      `Can't run here: it takes about ${taken} of memory, too much of this device's ${memory}.`,
    imitated: () => "Will be slow: the graphics card is only imitated.",
    processor: (figures) =>
      `Will be slow: without a graphics card it runs on ${threads(figures.threads)} of the processor.`,
  },
  /** @type {Record<string, Problem>} */
  problems: {
    missing: () => "There is no file at this address.",
    login: () => "The server wants a login. Fetch the file in a tab of its own, and open it here.",
    busy: (status) => `The server is busy (HTTP ${status}).`,
    refused: (status) => `The server refused (HTTP ${status}).`,
    unreachable: () =>
      "The server can't be reached. You may be offline, or it lets no other site read its files.",
    cut: () => "The connection was cut.",
    silent: () => "The server fell silent.",
    changing: () => "The server has another file each time it is asked.",
    more: () => "The server sent more than it had announced.",
    full: () => "There is no room left for it. Delete another model, or free space on the disk.",
    notGguf: () => "This is no model for llama.cpp: it has to be a GGUF file.",
    damaged: () => "This GGUF file is damaged at its beginning.",
    short: () => "The end of this file is missing.",
    unexpected: () => "This is not the file that was expected.",
    known: (name) => `${name} is here already, or on its way.`,
    allParts: (count) => `Choose all ${count} parts of this model at once.`,
    oneModel: () => "Choose one model at a time.",
    oneProjector: () => "Choose one projector (mmproj) at a time.",
    onlyProjector: () => "This is only the projector (mmproj) of a model. Choose it together with its model.",
    noHash: () => "After #sha256= there have to be 64 hexadecimal digits.",
    left: () => "Not all of it could be deleted. Close other tabs of this page, and try again.",
  },
};

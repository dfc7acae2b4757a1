/** @typedef {{ handle: string, mark: string, valid: string | null, tokens: string, seconds: string }} Figures */

export default {
  title: "Can this model keep a memory?",
  about:
    "Some models keep a memory well, some badly. Try one before you trust it with yours: it is talked with as a person would, in spaces of its own, and nothing of yours is read or changed. It takes about thirty replies, which cost what its provider charges.",
  model: "Model",
  start: "Start",
  stop: "Stop",
  calledOff: "Called off.",
  done: "Cases done",
  now: (/** @type {number} */ number, /** @type {number} */ of, /** @type {string} */ name) =>
    `${number} of ${of}: ${name} …`,
  case: "Case",
  result: "Result",
  passed: "passed",
  notPassed: "not passed",
  failed: (/** @type {string} */ problems) => `failed: ${problems}`,
  skill: "Skill",
  takes: "What it takes",
  passedHead: "Passed",
  share: (/** @type {number} */ passed, /** @type {number} */ of) => `${passed} of ${of}`,
  everyCase: "Every case",
  asMarkdown: "Save as Markdown",
  asJson: "Save as JSON",
  figures: (/** @type {Figures} */ { handle, mark, valid, tokens, seconds }) =>
    `${handle}: the mark is ${mark}; ${valid === null ? "no tool calls" : `${valid} of tool calls valid`}; ${tokens} tokens; ${seconds} s a turn.`,
};

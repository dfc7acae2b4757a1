export default {
  title: "Tool workbench",
  back: "Back to the tools",
  starting: "Starting …",
  source: "Source",
  tool: "Tool",
  newTool: "A new tool",
  language: "Language",
  leaveQuestion: "Leave without saving what you have changed?",
  leave: "Leave",
  stay: "Stay",

  run: "Run",
  runFor: "For",
  nobody: "nobody: no memory",
  unsaved: "Save it first: an agent runs what is saved.",
  schema: "Schema",
  form: {
    optional: "optional",
    none: "It takes no arguments.",
    json: (/** @type {string} */ name, /** @type {string} */ example) =>
      `${name} must be JSON, for example ${example}.`,
  },
  result: {
    value: "Value",
    failed: "It failed",
    printed: "Printed",
    printedErrors: "Printed as errors",
    traceback: "Traceback",
  },

  needs: "Packages and variables",
  packages: "Packages, one a line",
  variables: "Variables for a run for nobody, one a line",
  notVariable: (/** @type {string} */ line) => `A variable is NAME=value, not "${line}".`,

  grants: "Grants",
  grantsUnsaved: "Save the tool first: grants are for what is saved.",
  grantsNone: "A tool reaches no network, no secrets and no other tool, unless you say so here.",
  grantsRevoked:
    "The source has changed since you gave these grants, so they count for nothing until you give them again.",
  hosts: "Hosts that it may reach, one a line",
  secrets: "Variables and secrets it may use, one a line, with the hosts they are for",
  values: "Give its secrets their values",
  index: "Where its packages come from",
  grant: "Grant this and nothing else",
  granted: (/** @type {string} */ tool) => `${tool} is granted this now.`,

  save: "Save",
  saved: (/** @type {string} */ tool) => `${tool} is saved.`,
  give: "Save and give to",
  agent: "Agent",
  given: (/** @type {string} */ agent, /** @type {string} */ tool) => `${agent} has ${tool} now.`,
  taken: (/** @type {string} */ tool) =>
    `There is a tool called ${tool} already. Open that one, or give yours another name.`,

  consoleLabel: "Python console",
  console: "Console",
  consoleAbout: "Python in this page, on the same agents.",
  startPython: "Start Python",
  startingPython: "Starting Python …",
  noPython: (/** @type {string} */ reason) => `Python didn't start: ${reason}`,
};

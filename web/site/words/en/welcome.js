export default {
  title: "Somebody who remembers",
  sentences: [
    "Say hello, or tell your companion something about yourself.",
    "It remembers what matters to you, and shows you what it has kept.",
    "All of it lives in this browser: no account, and nothing leaves this device unless you let it.",
  ],
  others: "Or begin otherwise",
  someone: "Make another agent",
  import: "Bring one along",
  model: "Choose a model",
};

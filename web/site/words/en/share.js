export default {
  title: "Remember this",
  hint: "Nothing is kept before you say so.",
  empty:
    "Share a page, a text or a picture with this app from elsewhere, and it lands here. Or write down what should last.",
  what: "What should last",
  whose: "Whose memory",
  files: "What came along",
  ownPassage: "is kept beside it",
  messageOnly: "goes along with a message",
  leaveOut: (/** @type {string} */ name) => `Leave out ${name}`,
  remember: "Remember",
  message: "Write a message with it",
  discard: "Throw it away",
  remembered: (/** @type {string} */ name) => `${name} will remember that.`,
  look: "Look",
  nobody: "There is no agent yet who could remember it.",
  make: "Make an agent",
  offer: "Keep your agent at hand: this page can be an app of its own.",
  install: "Install",
  byHand:
    "To keep your agent as an app of its own, and its memory for longer than a week, choose “Add to Home Screen” in Safari's share menu.",
};

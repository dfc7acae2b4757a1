/** @type {typeof import("../en/share.js").default} */
export default {
  title: "Merk dir das",
  hint: "Nichts wird behalten, bevor du es sagst.",
  empty:
    "Teile eine Seite, einen Text oder ein Bild mit dieser App, und es landet hier. Oder schreib auf, was bleiben soll.",
  what: "Was bleiben soll",
  whose: "Wessen Gedächtnis",
  files: "Was dabei ist",
  ownPassage: "wird daneben behalten",
  messageOnly: "geht mit einer Nachricht mit",
  leaveOut: (name) => `${name} weglassen`,
  remember: "Merken",
  message: "Eine Nachricht damit schreiben",
  discard: "Wegwerfen",
  remembered: (name) => `${name} merkt sich das.`,
  look: "Ansehen",
  nobody: "Es gibt noch keinen Agenten, der es sich merken könnte.",
  make: "Agenten anlegen",
  offer: "Behalte deinen Agenten zur Hand: Diese Seite kann eine eigene App sein.",
  install: "Installieren",
  byHand:
    "Wähle im Teilen-Menü von Safari „Zum Home-Bildschirm“: Dann ist dein Agent eine eigene App, und sein Gedächtnis bleibt länger als eine Woche.",
};

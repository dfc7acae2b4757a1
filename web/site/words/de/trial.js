/** @type {typeof import("../en/trial.js").default} */
export default {
  title: "Kann dieses Modell ein Gedächtnis führen?",
  about:
    "Manche Modelle führen ein Gedächtnis gut, manche schlecht. Prüf eins, bevor du ihm deins anvertraust: Es wird angesprochen, wie ein Mensch es täte, in eigenen Räumen, und nichts von dir wird gelesen oder geändert. Das braucht etwa dreißig Antworten, die kosten, was der Anbieter verlangt.",
  model: "Modell",
  start: "Anfangen",
  stop: "Anhalten",
  calledOff: "Abgebrochen.",
  done: "Erledigte Fälle",
  now: (number, of, name) => `${number} von ${of}: ${name} …`,
  case: "Fall",
  result: "Ergebnis",
  passed: "bestanden",
  notPassed: "nicht bestanden",
  failed: (problems) => `nicht bestanden: ${problems}`,
  skill: "Fähigkeit",
  takes: "Was sie verlangt",
  passedHead: "Bestanden",
  share: (passed, of) => `${passed} von ${of}`,
  everyCase: "Jeder Fall",
  asMarkdown: "Als Markdown speichern",
  asJson: "Als JSON speichern",
  figures: ({ handle, mark, valid, tokens, seconds }) =>
    `${handle}: Bestanden ist ab ${mark}; ${valid === null ? "keine Werkzeugaufrufe" : `${valid} der Werkzeugaufrufe gültig`}; ${tokens} Token; ${seconds} s je Zug.`,
};

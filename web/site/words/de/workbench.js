/** @type {typeof import("../en/workbench.js").default} */
export default {
  title: "Werkbank für Werkzeuge",
  back: "Zurück zu den Werkzeugen",
  starting: "Startet …",
  source: "Quelltext",
  tool: "Werkzeug",
  newTool: "Ein neues Werkzeug",
  language: "Sprache",
  leaveQuestion: "Wechseln, ohne deine Änderungen zu speichern?",
  leave: "Wechseln",
  stay: "Bleiben",

  run: "Ausführen",
  runFor: "Für",
  nobody: "niemanden: ohne Gedächtnis",
  unsaved: "Speichere es erst: Ein Agent führt aus, was gespeichert ist.",
  schema: "Schema",
  form: {
    optional: "optional",
    none: "Es braucht keine Argumente.",
    json: (name, example) => `${name} muss JSON sein, zum Beispiel ${example}.`,
  },
  result: {
    value: "Ergebnis",
    failed: "Es ist fehlgeschlagen",
    printed: "Ausgegeben",
    printedErrors: "Als Fehler ausgegeben",
    traceback: "Traceback",
  },

  needs: "Pakete und Variablen",
  packages: "Pakete, eins pro Zeile",
  variables: "Variablen für einen Lauf für niemanden, eine pro Zeile",
  notVariable: (line) => `Eine Variable ist NAME=value, nicht „${line}“.`,

  grants: "Rechte",
  grantsUnsaved: "Speichere das Werkzeug erst: Rechte gelten für das, was gespeichert ist.",
  grantsNone:
    "Ein Werkzeug erreicht kein Netz, keine Geheimnisse und kein anderes Werkzeug, solange du hier nichts sagst.",
  grantsRevoked:
    "Der Quelltext hat sich geändert, seit du diese Rechte gegeben hast. Sie gelten erst wieder, wenn du sie neu gibst.",
  hosts: "Hosts, die es erreichen darf, einer pro Zeile",
  secrets: "Variablen und Geheimnisse, die es benutzen darf, eins pro Zeile, mit den Hosts, für die sie sind",
  values: "Seinen Geheimnissen Werte geben",
  index: "Woher seine Pakete kommen",
  grant: "Das erlauben und sonst nichts",
  granted: (tool) => `${tool} darf das jetzt.`,

  save: "Speichern",
  saved: (tool) => `${tool} ist gespeichert.`,
  give: "Speichern und geben an",
  agent: "Agent",
  given: (agent, tool) => `${agent} hat jetzt ${tool}.`,
  taken: (tool) =>
    `Es gibt schon ein Werkzeug namens ${tool}. Öffne jenes, oder gib deinem einen anderen Namen.`,

  consoleLabel: "Python-Konsole",
  console: "Konsole",
  consoleAbout: "Python in dieser Seite, mit denselben Agenten.",
  startPython: "Python starten",
  startingPython: "Python startet …",
  noPython: (reason) => `Python ist nicht gestartet: ${reason}`,
};

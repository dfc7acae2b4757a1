/** @type {typeof import("../en/settings.js").default} */
export default {
  title: "Einstellungen",
  parts: "Teile dieser Seite",
  tabs: { general: "Allgemein", data: "Deine Daten", developers: "Für Entwickler", about: "Über" },

  language: "Sprache",
  languageLabel: "Die Seite spricht",
  asBrowser: "Wie der Browser",
  afterReload: "Dein Agent arbeitet gerade. Die neue Sprache kommt mit dem nächsten Laden.",
  appearance: "Aussehen",
  theme: "Farben",
  themes: ["Wie das Gerät", "Hell", "Dunkel"],
  text: "Schrift",
  sizes: ["Klein", "Normal", "Groß", "Größer"],
  motion: "Bewegung",
  motions: ["Wie das Gerät", "Weniger"],
  notifications: "Benachrichtigungen",
  noNotifications: "Diese App schickt keine und fragt auch nie danach.",

  voice: "Stimme",
  noRecognition: "Dieser Browser erkennt keine Sprache.",
  listens: "Ich will meine Nachrichten sprechen",
  speaks: "Antworten vorlesen",
  mayLeave: "Sprache darf auf den Servern des Browserherstellers verarbeitet werden",
  speechLeaves:
    "Was du sagst, geht vielleicht an den Hersteller deines Browsers, der das auf seinen Servern erledigt. Stimm dem unten zu, oder lass es aus.",
  readingLeaves:
    "Was vorgelesen wird, geht vielleicht an den Hersteller deines Browsers, der das auf seinen Servern erledigt. Stimm dem unten zu, oder lass es aus.",
  staysHere: "Alles davon bleibt auf diesem Gerät.",

  storage: "Speicher",
  onDevice: (size, room) =>
    `Alles liegt auf diesem Gerät: ${size} mit der App selbst, und Platz für weitere ${room}.`,
  runsHere: "In diesem Tab laufen deine Agenten.",
  runsElsewhere: "Deine Agenten laufen in einem anderen Tab.",
  isKept: "Der Browser hat versprochen, es zu behalten.",
  keepHint:
    "Der Browser darf es löschen, wenn die Festplatte voll wird, es sei denn, er verspricht, es zu behalten.",
  keep: "Den Browser bitten, es zu behalten",
  notKept:
    "Der Browser hat es noch nicht versprochen. Es hilft, die App zu installieren oder öfter zu benutzen; eine Kopie anderswo ist auf jeden Fall sicher.",
  toCopies: "Eine Kopie anderswo aufheben",
  end: "Alles löschen",
  endText:
    "Alle Agenten mit Gedächtnis und Nachrichten, Modelle, Schlüssel und Einstellungen dieser Seite werden aus diesem Browser gelöscht, in allen seinen Tabs. Nichts bringt sie zurück als eine Kopie, die du anderswo hast.",
  endWord: "löschen",
  endLabel: (word) => `Tippe „${word}“, wenn du es ernst meinst`,
  endHint: "Dann tut es dieser Knopf.",
  endButton: "Alles in diesem Browser löschen",
  erasing: "Alles wird gelöscht …",
  stillOpen: "Ein anderer Tab dieser Seite hat es noch offen. Schließ ihn, dann geht es weiter.",
  erased: "Alles ist gelöscht. Nichts davon ist mehr in diesem Browser.",
  startAnew: "Neu anfangen",

  api: "Die Schnittstelle",
  apiHint:
    "Die Seiten hier, und jedes Programm darin, sprechen mit deinen Agenten wie mit Lettas Server. Es braucht keinen Schlüssel, und keine Anfrage verlässt den Browser.",
  base: "Ihre Adresse",
  snippet: "So geht es mit Lettas SDK",
  copy: "Kopieren",
  copied: "Kopiert.",
  pageTools: "Werkzeuge dieser Seite",
  pageToolsHint:
    "Skripte können deine Agenten Funktionen einer Seite aufrufen lassen. Was du erlaubt hast, gilt, solange die Seite offen ist.",
  noPageTools: "Diese Seite bietet gerade keine an.",
  askBefore: "Frag mich vor jedem Aufruf",
  diagnosis: "Diagnose",
  diagnosisHint:
    "Tatsachen über diesen Browser und die letzten Läufe, um sie einer Frage beizulegen. Keiner deiner Texte, keine Adresse und kein Schlüssel ist darin.",
  whatIsIn: "Erst ansehen",
  copyDiagnosis: "Die Diagnose kopieren",

  newest: "Das ist die neueste Version, die dieser Browser gesehen hat.",
  newer: "Eine neuere Version ist bereit und kommt mit dem nächsten Laden.",
  what: "Agenten mit eigenem Gedächtnis, die in deinem Browser leben: Ihr Python, ihre Datenbank und, wenn du magst, ihr Modell laufen auf diesem Gerät.",
  compatible: "Kompatibel mit Lettas V1-API. Ein unabhängiges Projekt, nicht mit Letta verbunden.",
  licences: "Lizenzen dessen, was darin steckt",
};

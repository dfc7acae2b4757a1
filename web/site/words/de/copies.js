/** @type {typeof import("../en/copies.js").default} */
export default {
  title: "Kopien",
  loading: "Ich sehe nach, wo dein Gedächtnis liegt …",

  meter: {
    alone: "Nur in diesem Browser",
    old: (ago) => `Kopiert ${ago}`,
    copied: (places) => `${places} Orte · ungeprüft`,
    checked: (places, ago) => `${places} Orte · geprüft ${ago}`,
    permission: "Ordner erlauben",
    failed: "Kopie misslungen",
    damaged: "Kopie beschädigt",
    room: "Fast voll",
    copying: "Kopiere …",
    testing: "Prüfe eine Kopie …",
  },
  label: (short, sentence, advice) => `${short}: ${sentence} ${advice}`.trim(),

  verdict: {
    alone: "Dein Gedächtnis liegt in diesem Browser und sonst nirgends.",
    old: (ago) => `Es gibt eine Kopie, aber sie entstand ${ago}. Seither kann sich viel geändert haben.`,
    copied: (places) => `Dein Gedächtnis liegt an ${places} Orten. Zuletzt wurde keine Kopie geprüft.`,
    checked: (places, ago) =>
      `Dein Gedächtnis liegt an ${places} Orten, und eine Kopie wurde ${ago} geprüft.`,
  },
  troubles: {
    permission: "Es entstehen keine neuen Kopien, bis du den Ordner wieder erlaubst.",
    failed: "Die letzte Kopie konnte nicht geschrieben werden. Was schiefging, steht unten.",
    damaged: "Die neueste Kopie lässt sich nicht wiederherstellen. Schreibe eine neue.",
    room: "Der Platz, den der Browser dieser Seite gibt, ist fast voll.",
  },
  advice: {
    alone:
      "Werden die Browserdaten gelöscht oder geht das Gerät verloren, ist es weg. Wähle einen Ordner, dann entstehen Kopien von selbst.",
    aloneSave:
      "Werden die Browserdaten gelöscht oder geht das Gerät verloren, ist es weg. Speichere eine Kopie und bewahre sie sicher auf.",
    old: "Mach jetzt eine neue.",
    copied: "Erst eine Probe zeigt, ob man einer Kopie trauen kann.",
    checked: "Eine zweite Kopie an einem anderen Ort übersteht auch den Verlust dieses Geräts.",
    safe: "",
  },

  here: "Dieser Browser",
  hereHint: "Hier leben und schreiben deine Agenten.",
  room: (used, all) => `${used} von ${all} belegt, die App selbst eingerechnet`,
  full: "Er ist fast voll. Schaffe Platz auf der Festplatte oder lösche, was du nicht mehr brauchst.",
  roomLabel: "Belegter Platz",
  promised: "Der Browser hat versprochen, alles zu behalten, bis du es selbst löschst.",
  notPromised: "Der Browser darf es löschen, wenn die Festplatte voll wird.",
  askToKeep: "Den Browser bitten, es zu behalten",
  keeps: "Der Browser hat es versprochen.",
  keepsNot:
    "Der Browser hat es noch nicht versprochen. Oft tut er es, wenn eine Seite installiert ist, als Lesezeichen liegt oder viel benutzt wird.",
  safari: (days) =>
    `Safari löscht alles, was eine Seite gespeichert hat, wenn du sie ${days} Tage lang nicht öffnest. Lege die Seite auf den Home-Bildschirm oder ins Dock und benutze sie von dort, oder bewahre eine Kopie auf.`,

  folder: "Ein Ordner auf diesem Computer",
  folderHint:
    "Nimm einen, der gesichert oder abgeglichen wird: einen Cloud-Ordner oder eine externe Festplatte. Solange diese Seite offen ist, schreiben sich Kopien von selbst.",
  folderUnsupported:
    "Dieser Browser kann nicht in einen Ordner schreiben. Chrome und Edge am Computer können es; hier speicherst du eine Kopie als Datei.",
  chooseFolder: "Ordner wählen …",
  chooseAnother: "Anderen wählen …",
  allow: "Ordner wieder erlauben",
  allowHint: (name) =>
    `Nach einem Neustart fragt der Browser erneut, ob diese Seite in „${name}“ schreiben darf. Bis dahin entstehen keine Kopien.`,
  elsewhereHint: (name) =>
    `Kopien gehen aus einem anderen Browser oder von einem anderen Computer nach „${name}“. Von hier aus geht es nicht.`,
  every: "Von selbst kopieren",
  intervals: { 10: "alle 10 Minuten", 60: "jede Stunde", 1440: "jeden Tag", 0: "nur wenn ich es sage" },
  copyNow: "Jetzt kopieren",
  test: "Neueste prüfen",
  forget: "Nicht mehr benutzen",
  forgetTitle: (name) => `Keine Kopien mehr nach ${name}?`,
  forgetText: "Die Kopien, die dort liegen, bleiben.",

  server: "Ein eigener Server",
  serverHint:
    "Ein Worker oder ein anderer lettawasm-Server verwahrt Kopien für dich, unberührt von allem, was diesem Gerät zustößt. Er verwahrt sie als Dateien und öffnet sie nicht.",
  address: "Adresse",
  addressHint: "https://memory.example.workers.dev",
  token: "Token",
  tokenHint: "Ein Token eines Raums dort, das alles darf. Es geht nur an diese Adresse.",
  tokenMissing: "Das Token ist nicht mehr bekannt. Gib es noch einmal ein oder öffne den Tresor.",
  connectServer: "Server verbinden …",
  connect: "Verbinden und kopieren",

  files: "Gespeicherte Dateien",
  filesHint: "Eine Datei, die du hinlegst, wo du willst: auf eine andere Festplatte, ein anderes Gerät.",
  saveFile: "Kopie speichern …",
  savePage: "Als lesbare Seite speichern …",
  testFile: "Datei prüfen oder zurückholen …",
  noFiles: "Noch keine Kopie gespeichert.",

  justNow: "gerade eben",
  copies: (count) => (count === 1 ? "1 Kopie" : `${count} Kopien`),
  written: (ago) => `Zuletzt geschrieben ${ago}`,
  tested: (ago) => `geprüft ${ago}`,
  untested: "noch nicht geprüft",
  broken: "lässt sich nicht wiederherstellen",
  never: "Noch nichts geschrieben",

  copiedAndTested: "Die Kopie ist geschrieben und lässt sich wiederherstellen.",
  saved: "Die Kopie ist gespeichert. Prüfe die Datei, sobald sie an ihrem Platz liegt.",

  restores: "Diese Kopie lässt sich wiederherstellen.",
  restoresNot: "Diese Kopie lässt sich nicht wiederherstellen.",
  of: (when) => `Sie ist vom ${when}.`,
  holds: (things) => `Sie enthält ${things}.`,
  proved: (count) => `Alle ${count} Fassungen ihrer Geschichte stimmen.`,
  since: (things) => `Nicht darin, weil neuer: ${things}.`,
  gone: (things) => `Darin und nicht mehr hier: ${things}.`,
  same: "Alles, was jetzt hier ist, ist darin.",
  close: "Schließen",
  restore: "Hierher zurückholen …",
  restoreTitle: "Diese Kopie zurückholen?",
  restoreText: (things) =>
    `Sie kommt als neue Agenten zu denen, die hier sind: ${things}. Nichts wird überschrieben.`,
  restoreYes: "Zurückholen",
  restored: "Die Kopie ist zurück. Ihre Agenten stehen bei deinen.",
  passphrase: "Passphrase",
  locked: "Diese Datei ist verschlossen. Mit welcher Passphrase?",
  open: "Öffnen",
  things: {
    agents: ["Agent", "Agenten"],
    blocks: ["Block", "Blöcke"],
    tools: ["Werkzeug", "Werkzeuge"],
    files: ["Datei", "Dateien"],
    conversations: ["Gespräch", "Gespräche"],
    messages: ["Nachricht", "Nachrichten"],
    passages: ["Eintrag im Archiv", "Einträge im Archiv"],
    versions: ["Fassung", "Fassungen"],
  },

  history: "Alle Kopien",
  historyEmpty: "Bisher wurde nichts kopiert.",
  kinds: { folder: "Ordner", worker: "Server", download: "Datei" },
  more: (count) => `${count} weitere zeigen`,
  testOne: (when) => `Kopie vom ${when} prüfen`,
  testShort: "Prüfen",
  removeOne: (when) => `Kopie vom ${when} vergessen`,
  removeShort: "Vergessen",
  removed: "Sie steht nicht mehr auf der Liste. Die Datei liegt noch, wo du sie hingelegt hast.",

  limits:
    "Kopien enthalten deine Agenten, was sie wissen und wussten, Gespräche und Dateien. Schlüssel und Passwörter enthalten sie nicht.",
  deleted:
    "Was du hier löschst oder vergessen lässt, bleibt in älteren Kopien, bis es auch diese nicht mehr gibt.",

  problems: {
    QuotaExceededError: "Für eine Kopie ist kein Platz mehr.",
    NotAllowedError: "Die Seite darf nicht in den Ordner schreiben. Erlaube es noch einmal.",
    NotFoundError: "Der Ordner oder die Kopie darin ist nicht mehr da.",
    NoModificationAllowedError: "Ein anderes Programm hat die Datei offen.",
    SecurityError: "Der Browser erlaubt diesen Ordner nicht. Nimm einen anderen.",
  },
  otherProblem: (message) => `Die Kopie konnte nicht geschrieben werden: ${message}`,
};

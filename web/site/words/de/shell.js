/** @type {typeof import("../en/shell.js").default} */
export default {
  chat: "Gespräch",
  agents: "Agenten",
  memory: "Gedächtnis",
  tools: "Werkzeuge",
  models: "Modelle",
  activity: "Aktivität",
  copies: "Kopien",
  settings: "Einstel\u00adlungen",
  share: "Merk dir das",
  more: "Mehr",
  navigation: "Ansichten",
  skip: "Zum Inhalt springen",
  showMemory: "Gedächtnis neben dem Gespräch",
  close: "Schließen",
  yes: "Ja",
  cancel: "Abbrechen",
  loading: (name) => `${name} wird geöffnet …`,
  broken: (name) => `${name} ließ sich nicht öffnen.`,
  retry: "Noch einmal",
  updateReady: "Eine neue Version ist bereit.",
  updateWaits: "Lädt neu, sobald dein Agent fertig ist …",
  reload: "Neu laden",
  waiting: (count) => (count === 1 ? "1 wartet auf dich" : `${count} warten auf dich`),
  starting: "Startet",
  fetching: (percent) => `Python wird geholt, einmalig (${percent} %)`,
  warming: "Läuft sich warm",
  waking: "Wacht auf",
  opening: "Öffnet das Gedächtnis",
  progress: "Start",
  loadingModel: (model, percent) => `${model} wird geladen (${percent} %)`,
  failed: "Dein Agent konnte nicht starten",
  unable: "Dieser Browser kann deinen Agenten noch nicht ausführen",
  wrong: "Beim Starten ist etwas schiefgegangen.",
  details: "Einzelheiten",
  remedies: {
    SecurityError:
      "Der Browser lässt diese Seite keine Dateien behalten. Das tun private Fenster und gesperrte Websitedaten: Nimm ein normales Fenster und erlaube Websitedaten.",
    UnknownError:
      "Der Browser konnte sein privates Dateisystem nicht öffnen. Das tun private Fenster: Nimm ein normales Fenster.",
    NoModificationAllowedError:
      "Ein anderes Fenster hat das Gedächtnis noch offen. Schließ andere Tabs dieser Seite und versuch es noch einmal.",
    NewerSchema:
      "Dieses Gedächtnis wurde zuletzt mit einer neueren Version der App benutzt. Diese hier hat es deshalb nicht angerührt. Versuch es noch einmal, um die neuere zu bekommen.",
    QuotaExceededError:
      "Die Festplatte ist voll, oder der Teil davon, den dieser Browser bekommt. Schaff etwas Platz und versuch es noch einmal.",
    TypeError:
      "Ein Teil der App ließ sich nicht holen. Sieh nach deiner Verbindung und versuch es noch einmal.",
  },
};

/** @type {typeof import("../en/vault.js").default} */
export default {
  title: "Der Tresor",
  about:
    "Er bewahrt Schlüssel auf diesem Gerät auf, versiegelt durch deine Passphrase. Ein Schlüssel geht nur an seinen eigenen Server und nie in Anfragen, Protokolle oder Exporte.",
  none: "Es gibt noch keinen Tresor",
  makeHint:
    "Niemand kann dir diese Passphrase wieder sagen, und ohne sie sind die Schlüssel nicht zu lesen. Du kannst sie jederzeit neu eingeben.",
  make: "Tresor anlegen",
  isMade: "Der Tresor ist angelegt und offen.",
  passphrase: "Passphrase",
  newOne: "Neue Passphrase",
  again: "Noch einmal",
  notTheSame: "Diese beiden sind nicht gleich.",
  locked: "Der Tresor ist verschlossen",
  lockedHint: (count) =>
    count === 0
      ? "Er ist leer."
      : `Modelle, deren Schlüssel darin liegen, können nicht gefragt werden. ${count === 1 ? "Ein Schlüssel liegt" : `${count} Schlüssel liegen`} darin.`,
  unlock: "Aufschließen",
  isOpen: "Der Tresor ist offen.",
  open: "Der Tresor ist offen",
  emptyVault: "Er ist leer. Schlüssel, die du jetzt eingibst, kommen hinein.",
  onlyFor: (host) => `Nur für ${host}.`,
  since: (when) => `Aufbewahrt ${when}.`,
  damaged: "Er ist nicht mehr zu lesen.",
  forget: "Vergessen",
  forgetNamed: (name) => `Den Schlüssel von ${name} vergessen`,
  forgotten: "Vergessen.",
  kinds: { provider: "Server", tool: "Werkzeug", agent: "Agent", mcp_server: "MCP-Server" },
  locksAfter: "Verschließt sich nach",
  idle: (minutes) => {
    if (!minutes) return "nie, bis der Tab geschlossen wird";
    if (minutes < 60) return `${minutes} Minuten`;
    return minutes === 60 ? "einer Stunde" : `${minutes / 60} Stunden`;
  },
  changed: "Geändert.",
  lock: "Jetzt verschließen",
  isLocked: "Der Tresor ist verschlossen.",
  otherPassphrase: "Eine andere Passphrase",
  change: "Passphrase ändern",
  isChanged: "Der Tresor hat eine neue Passphrase.",
  forgetAll: "Alles vergessen",
  forgetAsked: "Alle Schlüssel im Tresor vergessen?",
  forgetText: "Der Tresor wird mit allem darin gelöscht. Du kannst Schlüssel jederzeit neu eingeben.",
  allForgotten: "Alle Schlüssel sind vergessen.",
  inTab: "In diesem Tab",
  inTabHint:
    "Ein Schlüssel, der in keinem Tresor liegt, lebt nur im Speicher dieses Tabs und ist weg, wenn du ihn schließt.",
  noneInTab: "Dieser Tab hält keinen Schlüssel.",
  intoVault: "In den Tresor legen",
  isKept: "Er liegt jetzt im Tresor.",
  unlockTitle: "Den Tresor aufschließen",
  unlockHint: "Der Schlüssel des Modells liegt im Tresor, und der ist verschlossen.",
  unlockAndRetry: "Aufschließen und noch einmal versuchen",
  notNow: "Nicht jetzt",
};

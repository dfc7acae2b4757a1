/** @type {typeof import("../en/welcome.js").default} */
export default {
  title: "Jemand, der sich erinnert",
  sentences: [
    "Sag Hallo oder erzähl deinem Gefährten etwas von dir.",
    "Er merkt sich, was dir wichtig ist, und zeigt dir, was er behalten hat.",
    "Alles davon lebt in diesem Browser: kein Konto, und nichts verlässt dieses Gerät, wenn du es nicht erlaubst.",
  ],
  others: "Oder fang anders an",
  someone: "Einen anderen Agenten anlegen",
  import: "Einen mitbringen",
  model: "Ein Modell wählen",
};

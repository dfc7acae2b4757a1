/** @type {typeof import("../en/needs.js").default} */
export default {
  secure: "Diese Seite muss über https oder von localhost kommen, um Daten in deinem Browser aufzubewahren.",
  wasm: "In diesem Browser ist WebAssembly abgeschaltet. Erlaube es für diese Seite (manche Blockierungsmodi verbieten es).",
  young:
    "Dieser Browser ist zu alt. Aktualisiere ihn: Chrome 119, Edge 119, Firefox 121 oder Safari 17.4 genügen.",
  files:
    "Dieser Browser hat kein privates Dateisystem (OPFS), in dem das Gedächtnis deines Agenten leben könnte. Aktualisiere ihn.",
  serviceWorkers:
    "Dieser Browser erlaubt hier keine Service Worker, vielleicht weil das Fenster privat ist. Öffne die Seite in einem normalen Fenster.",
};

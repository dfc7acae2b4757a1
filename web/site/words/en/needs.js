// What a browser lacks, and what can be done about it.
export default {
  secure: "This page must be served over https, or from localhost, to keep data in your browser.",
  wasm: "This browser has WebAssembly switched off. Allow it for this page (some lockdown modes forbid it).",
  young: "This browser is too old. Update it: Chrome 119, Edge 119, Firefox 121 or Safari 17.4 will do.",
  files: "This browser has no private file system (OPFS), where your agent's memory would live. Update it.",
  serviceWorkers:
    "This browser doesn't allow service workers here, perhaps because the window is private. Open the page in a normal window.",
};

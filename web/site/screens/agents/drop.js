// A file may be dropped anywhere in the app: it is looked into before anything of it is stored.
import { h } from "../../dom.js";
import { words } from "../../words/words.js";

const t = await words("agents");
const look = new CSSStyleSheet();
look.replaceSync(`
  .drop-veil {
    position: fixed;
    inset: 0.75rem;
    z-index: 100;
    display: grid;
    place-items: center;
    border: 2px dashed var(--accent);
    border-radius: 1rem;
    background: color-mix(in srgb, var(--paper) 88%, transparent);
    font: 600 1.4rem/1.4 var(--words);
    pointer-events: none;
  }
`);

/** @param {import("../../shell/app_object.js").App} app */
export function installDrop(app) {
  document.adoptedStyleSheets.push(look);
  const veil = h("div", { class: "drop-veil", "aria-hidden": "true", hidden: true }, h("p", {}, t.dropHere));
  document.body.append(veil);
  let depth = 0; // enter and leave come for every element on the way
  const show = (/** @type {number} */ now) => {
    depth = Math.max(0, now);
    veil.hidden = depth === 0;
  };
  addEventListener("dragenter", (event) => isOurs(event) && show(depth + 1));
  addEventListener("dragleave", (event) => isOurs(event) && show(depth - 1));
  addEventListener("dragover", (event) => isOurs(event) && event.preventDefault());
  addEventListener("drop", (event) => isAgentFile(event) && take(event), { capture: true }); // no attachment
  addEventListener("drop", (event) => {
    show(0);
    if (isOurs(event) && !event.defaultPrevented) take(event); // the conversation takes what it can attach
  });

  /** @param {DragEvent} event */
  function take(event) {
    event.preventDefault();
    event.stopPropagation();
    show(0);
    bring(app, [...(event.dataTransfer?.files ?? [])]);
  }
}

/** @param {import("../../shell/app_object.js").App} app @param {File[]} files */
function bring(app, files) {
  if (!files.length) return;
  app.incoming = files;
  app.go(app.link("agents", "import"));
}

/** @param {DragEvent} event */
function isAgentFile({ dataTransfer }) {
  return [...(dataTransfer?.files ?? [])].some(({ name }) => name.toLowerCase().endsWith(".af"));
}

/** Files, and nothing that was dragged within the page. @param {DragEvent} event */
function isOurs({ dataTransfer }) {
  return Boolean(dataTransfer?.types.includes("Files"));
}

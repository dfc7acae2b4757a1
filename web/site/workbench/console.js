// The Python console: lines go to PyScript, which shows what came of them. Up and down bring back earlier ones.
import { h } from "../dom.js";
import { words } from "../words/words.js";

/** @typedef {import("../api.js").Api} Api */
/** @typedef {"in" | "out" | "err" | "value"} Kind */

const t = await words("workbench");
const PYSCRIPT = "../vendor/pyscript/dist/core.js";
const OPEN = /[:\\([{,]\s*$/; // the end of a line that another one must follow

/** @param {Api} api @param {HTMLElement} section */
export function console_(api, section) {
  const start = /** @type {HTMLButtonElement} */ (section.querySelector(".open-console"));
  start.addEventListener("click", () => open(api, section, start));
}

/** @param {Api} api @param {HTMLElement} section @param {HTMLButtonElement} start */
async function open(api, section, start) {
  start.disabled = true;
  start.textContent = t.startingPython;
  try {
    const run = await startPython(api, /** @type {HTMLElement} */ (section.querySelector(".log")));
    start.hidden = true;
    const form = /** @type {HTMLFormElement} */ (section.querySelector("form"));
    form.hidden = false;
    listen(form, run, /** @type {HTMLElement} */ (section.querySelector(".log")));
    form.querySelector("textarea")?.focus();
  } catch (error) {
    start.textContent = t.noPython(/** @type {Error} */ (error).message);
  }
}

/**
 * What console.py finds in its page, and what it gives back: the function that runs a line.
 * @param {Api} api @param {HTMLElement} log
 * @returns {Promise<(source: string) => Promise<void>>}
 */
async function startPython(api, log) {
  const ready = new Promise((resolve, reject) => {
    const ask = async (
      /** @type {string} */ method,
      /** @type {string} */ path,
      /** @type {string?} */ text,
    ) => (await api.request(method, path, text ? JSON.parse(text) : undefined)).text();
    Object.assign(globalThis, {
      workbench: { ask, show: show.bind(null, log), ready: resolve, fail: reject },
    });
  });
  const { hooks } = await import(PYSCRIPT);
  hooks.worker.onBeforeRunAsync.clear(); // would be compiled from text, for workers that there are none of
  document.body.append(h("script", { type: "py", src: "console.py" }));
  return ready;
}

/** @param {HTMLFormElement} form @param {(source: string) => Promise<void>} run @param {HTMLElement} log */
function listen(form, run, log) {
  const input = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
  /** @type {string[]} */
  const earlier = [];
  let at = 0;
  const recall = (/** @type {number} */ step) => {
    at = Math.max(0, Math.min(earlier.length, at + step));
    input.value = earlier[at] ?? "";
    fit(input);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const source = input.value.trimEnd();
    if (!source) return;
    at = earlier.push(source);
    input.value = "";
    fit(input);
    show(log, "in", `${source}\n`);
    form.setAttribute("aria-busy", "true");
    await run(source).finally(() => form.removeAttribute("aria-busy"));
  });
  input.addEventListener("input", () => fit(input));
  input.addEventListener("keydown", (event) => {
    const isOneLine = !input.value.includes("\n");
    if (event.key === "Enter" && (event.ctrlKey || isWhole(input))) {
      event.preventDefault();
      form.requestSubmit();
    } else if (isOneLine && event.key === "ArrowUp") recall(-1);
    else if (isOneLine && event.key === "ArrowDown") recall(1);
  });
}

/** Whether Enter runs it, as in every console: one line that needs no other, or more that end with an empty one. */
function isWhole(/** @type {HTMLTextAreaElement} */ { value, selectionEnd }) {
  if (selectionEnd < value.length) return false;
  return value.includes("\n") ? value.endsWith("\n") : !OPEN.test(value);
}

/** @param {HTMLTextAreaElement} input */
function fit(input) {
  input.rows = Math.min(12, input.value.split("\n").length);
}

/** What is written in pieces stays in one. @param {HTMLElement} log @param {Kind} kind @param {string} text */
function show(log, kind, text) {
  const last = log.lastElementChild;
  if (last?.className === kind && kind !== "in") last.append(text);
  else log.append(h("pre", { class: kind }, text));
  log.scrollTop = log.scrollHeight;
}

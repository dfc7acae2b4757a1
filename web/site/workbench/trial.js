// The trial of a model: choose one, watch it at some twenty conversations, and keep the report.
import { h } from "../dom.js";
import { listModels, restoreKeys } from "../providers.js";
import { saying, tell } from "../settings/tell.js";

/** @typedef {import("../api.js").Api} Api */
/** @typedef {{ name: string, skill: string, number: number, of: number }} Begun */
/** @typedef {{ name: string, skill: string, passed: boolean, problems: string[], seconds: number[] }} Result */
/**
 * @typedef {{ handle: string, score: number, passed: boolean, pass_mark: number, markdown: string,
 *   valid_calls: number | null, prompt_tokens: number, completion_tokens: number, seconds_per_turn: number,
 *   skills: Record<string, { passed: number, of: number, takes: string }>, cases: Result[] }} Report
 */

const PROFILES = { auto: "Chosen by the model", full: "All of it", small: "In few words" };
const WAYS = { auto: "Chosen by the model", native: "As tools", schema: "By a schema", text: "As text" };

/** Show the dialog. Closing it calls the trial off. @param {Api} api @param {string} handle  the model that is chosen at first */
export async function open(api, handle) {
  await stylesheet();
  const dialog = h("dialog", { class: "trial", "aria-label": "The trial of a model" });
  const close = h("button", { class: "quiet close", onclick: () => dialog.close() }, "Close");
  dialog.append(
    h("header", {}, h("h2", {}, "Can this model keep a memory?"), close),
    await trial(api, handle, dialog),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function stylesheet() {
  const href = new URL("trial.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  return new Promise((resolve, reject) => {
    document.head.append(h("link", { rel: "stylesheet", href, onload: resolve, onerror: reject }));
  });
}

/** @param {Api} api @param {string} handle @param {HTMLDialogElement} dialog @returns {Promise<HTMLElement>} */
async function trial(api, handle, dialog) {
  const models = select(
    "model",
    Object.fromEntries((await listModels(api)).map((each) => [each, each])),
    handle,
  );
  const profile = select("profile", PROFILES, "auto");
  const ways = select("ways", WAYS, "auto");
  const said = saying();
  const shown = h("div", { class: "shown" });
  const button = h("button", {}, "Start");
  /** @type {AbortController | null} */
  let going = null;
  const start = async () => {
    const wishes = { handle: models.value, profile: profile.value, tool_calls: ways.value };
    going = new AbortController();
    button.textContent = "Stop";
    await tell(said, () => run(api, wishes, shown, /** @type {AbortController} */ (going).signal));
    going = null;
    button.textContent = "Start";
  };
  const toggle = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (going) going.abort();
    else start();
  };
  dialog.addEventListener("close", () => going?.abort());
  return h(
    "section",
    {},
    h(
      "p",
      {},
      "The model is talked with as a person would, in spaces of its own: nothing of yours is read or changed. " +
        "It takes about thirty replies, which cost what its provider charges.",
    ),
    h(
      "form",
      { class: "connection", onsubmit: toggle },
      h("label", {}, "Model ", models),
      h("label", {}, "Instructions ", profile),
      h("label", {}, "Tool calls ", ways),
      button,
    ),
    said,
    shown,
  );
}

/** @param {string} name @param {Record<string, string>} choices  what each is called @param {string} chosen */
function select(name, choices, chosen) {
  const options = Object.entries(choices).map(([value, text]) =>
    h("option", { value, selected: value === chosen }, text),
  );
  return h("select", { name }, ...options);
}

/**
 * Show the cases as they come, and then the report.
 * @param {Api} api @param {object} wishes @param {HTMLElement} shown @param {AbortSignal} signal
 */
async function run(api, wishes, shown, signal) {
  const bar = h("progress", { "aria-label": "Cases done" });
  const now = h("p", { class: "hint", "aria-live": "polite" });
  const cases = h("tbody");
  shown.replaceChildren(bar, now, table(["Case", "Result"], cases));
  try {
    await restoreKeys(api);
    for await (const { data } of api.events("/v1/models/eval", wishes, signal)) {
      if (data === "[DONE]") break;
      const event = JSON.parse(data);
      if (event.type === "begun") begun(event, bar, now);
      if (event.type === "case") cases.append(caseRow(event));
      if (event.type === "report") shown.replaceChildren(...report(event));
    }
    return "";
  } catch (error) {
    now.remove();
    bar.remove();
    if (signal.aborted) return "Called off.";
    throw error;
  }
}

/** @param {Begun} event @param {HTMLProgressElement} bar @param {HTMLElement} now */
function begun({ name, number, of }, bar, now) {
  bar.max = of;
  bar.value = number - 1;
  now.textContent = `${number} of ${of}: ${name} …`;
}

/** @param {string[]} heads @param {HTMLElement} body */
function table(heads, body) {
  const row = h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)));
  return h("table", {}, h("thead", {}, row), body);
}

/** @param {Result} result */
function caseRow({ name, skill, passed, problems }) {
  const how = passed ? "passed" : `failed: ${problems.join("; ")}`;
  return h(
    "tr",
    { class: passed ? "passed" : "failed" },
    h("th", { scope: "row" }, name, h("small", {}, skill)),
    h("td", {}, how),
  );
}

/** @param {Report} told @returns {HTMLElement[]} */
function report(told) {
  const verdict = told.passed ? "passed" : "not passed";
  const skills = Object.entries(told.skills).map(([skill, { passed, of, takes }]) =>
    h(
      "tr",
      { class: passed === of ? "passed" : "failed" },
      h("th", { scope: "row" }, skill),
      h("td", {}, takes),
      h("td", {}, `${passed} of ${of}`),
    ),
  );
  return [
    h("p", { class: `verdict ${told.passed ? "passed" : "failed"}` }, `${percent(told.score)}, ${verdict}`),
    h("p", { class: "hint" }, figures(told)),
    table(["Skill", "What it takes", "Passed"], h("tbody", {}, ...skills)),
    h(
      "details",
      {},
      h("summary", {}, "Every case"),
      table(["Case", "Result"], h("tbody", {}, ...told.cases.map(caseRow))),
    ),
    h(
      "div",
      { class: "row" },
      h("button", { onclick: () => save(told, "md", told.markdown) }, "Save as Markdown"),
      h("button", { onclick: () => save(told, "json", JSON.stringify(told, null, 2)) }, "Save as JSON"),
    ),
  ];
}

/** @param {Report} told */
function figures(told) {
  const valid =
    told.valid_calls === null ? "no tool calls" : `${percent(told.valid_calls)} of tool calls valid`;
  const tokens = (told.prompt_tokens + told.completion_tokens).toLocaleString("en");
  return `${told.handle}: the mark is ${percent(told.pass_mark)}; ${valid}; ${tokens} tokens; ${told.seconds_per_turn.toFixed(1)} s a turn.`;
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(share * 100)} %`;
}

/** @param {Report} told @param {string} ending @param {string} text */
function save({ handle }, ending, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  h("a", { href: url, download: `trial-${handle.replace(/[^\w.-]+/g, "-")}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}

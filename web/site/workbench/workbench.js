// The tool workbench: write a tool, see how models are told of it, try it in the sandbox, keep it and give it away.
import { Api } from "../api.js";
import { browser } from "../kept.js";
import { sentencesFor } from "../needs.js";
import { applyAppearance } from "../shell/appearance.js";
import { ask } from "../shell/telling.js";
import { translate } from "../shell/translate.js";
import { missing, runtime } from "../start.js";
import { words } from "../words/words.js";
import { saying, tell } from "./tell.js";
import { console_ } from "./console.js";
import { DRAFTS } from "./drafts.js";
import { openEditor } from "./editor.js";
import { argumentsOf, showFields } from "./form.js";
import { Grants } from "./grants.js";
import { packagesOf, packagesText, variablesOf } from "./lines.js";
import { showResult } from "./result.js";

/** @typedef {{ name: string, description: string, parameters: import("./form.js").Schema }} Described */
/**
 * @typedef {{ id: string, name: string, source_code: string | null, source_type: string | null, json_schema: Described,
 *   pip_requirements: { name: string, version?: string | null }[] | null }} Tool
 */

const t = await words("workbench");
const PAUSE = 300; // ms without a key, after which the source is read
const LEAVING = { title: t.leaveQuestion, yes: t.leave, no: t.stay, isDangerous: true };

const $ = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));

class Workbench {
  /** @type {Tool | null} */
  #tool = null;
  /** @type {Described | null} */
  #schema = null;
  #isChanged = false;
  #reading = 0;
  #timer = 0;

  /** @param {Api} api @param {import("./editor.js").Editor} editor */
  constructor(api, editor) {
    this.api = api;
    this.editor = editor;
    this.grants = new Grants(api, $(".grants"));
    $("[name=tool]").addEventListener("change", () => this.#choose());
    $("[name=language]").addEventListener("change", () => this.#changeLanguage());
    $("[name=packages]").addEventListener("input", () => (this.#isChanged = true));
    addEventListener("beforeunload", (event) => this.#isChanged && event.preventDefault());
    $(".arguments").addEventListener("submit", (/** @type {Event} */ event) => this.#run(event));
    $(".start").addEventListener("submit", (/** @type {Event} */ event) => this.#run(event));
    $(".keep").addEventListener("submit", (/** @type {SubmitEvent} */ event) => this.#keep(event));
  }

  /** Show a tool, or a draft of a new one. @param {string} id */
  async open(id) {
    this.#tool = id ? await this.api.get(`/v1/tools/${id}`) : null;
    $("[name=tool]").value = id;
    const source = this.#tool?.source_code ?? DRAFTS[$("[name=language]").value];
    if (this.#tool) $("[name=language]").value = languageOf(this.#tool);
    $("[name=packages]").value = packagesText(this.#tool?.pip_requirements ?? null);
    this.#schema = null;
    $(".arguments").replaceChildren();
    $(".result").replaceChildren();
    $(".keep .said").textContent = "";
    this.editor.show(source, $("[name=language]").value);
    this.#isChanged = false;
    await Promise.all([this.#read(), this.grants.show(this.#tool)]);
  }

  async #choose() {
    const id = $("[name=tool]").value;
    $("[name=tool]").value = this.#tool?.id ?? ""; // until the changes may go
    if (this.#isChanged && !(await ask(LEAVING))) return;
    $("[name=tool]").value = id;
    await this.open(id);
  }

  /** The source was changed. */
  edited() {
    this.#isChanged = this.#tool !== null || !isDraft(this.editor.text());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), PAUSE);
  }

  /** List tools and agents, and keep what is chosen. */
  async list() {
    const [tools, agents] = await Promise.all([
      this.api.get("/v1/tools/?limit=1000&tool_types=custom"),
      this.api.get("/v1/agents/?limit=1000"),
    ]);
    const written = tools.filter((/** @type {Tool} */ { source_code: source }) => source);
    choose($("[name=tool]"), [["", t.newTool], ...named(written)], this.#tool?.id ?? "");
    const nobody = /** @type {[string, string]} */ (["", t.nobody]);
    choose($(".start [name=agent]"), [nobody, ...named(agents)]);
    choose($(".keep [name=agent]"), named(agents), browser.kept("lettawasm.agent"));
    $(".give").hidden = !agents.length;
  }

  #changeLanguage() {
    const language = $("[name=language]").value;
    const text = this.editor.text();
    this.editor.show(isDraft(text) ? DRAFTS[language] : text, language);
    this.edited();
  }

  /** See what the source says of its function. */
  async #read() {
    const reading = ++this.#reading;
    const body = { code: this.editor.text(), source_type: $("[name=language]").value };
    const [schema, problem] = await this.api.post("/v1/tools/generate-schema", body).then(
      (schema) => [schema, ""],
      (error) => [null, error.message],
    );
    if (reading === this.#reading) this.#show(schema, problem);
  }

  /** @param {Described | null} schema @param {string} problem */
  #show(schema, problem) {
    const isNew = JSON.stringify(schema) !== JSON.stringify(this.#schema);
    this.#schema = schema;
    $(".problem").textContent = problem;
    for (const button of [$(".start button"), $("[name=save]"), $("[name=give]")]) button.disabled = !schema;
    if (!schema || !isNew) return;
    $(".name").textContent = schema.name;
    $(".about").textContent = schema.description;
    $(".schema pre").textContent = JSON.stringify(schema, null, 2);
    showFields($(".arguments"), schema.parameters);
  }

  /** What the source says as it stands: the last keys may not have been read yet. @returns {Promise<Described>} */
  async #described() {
    await this.#read();
    if (!this.#schema) throw new Error($(".problem").textContent);
    return this.#schema;
  }

  /** @param {Event} event */
  async #run(event) {
    event.preventDefault();
    const button = $(".start button");
    if (button.disabled) return;
    button.disabled = true;
    const said = saying();
    $(".result").replaceChildren(said);
    await tell(said, async () => {
      showResult($(".result"), await this.#ran(), t.result);
      return null;
    });
    button.disabled = !this.#schema;
  }

  /** What came of a call: for nobody, of the source as it stands, which has its grants if they were given for it; for an
   * agent, of what is kept. */
  async #ran() {
    const { name, parameters } = await this.#described();
    const args = argumentsOf($(".arguments"), parameters);
    const agent = $(".start [name=agent]").value;
    if (!agent) {
      const env_vars = variablesOf($(".needs [name=variables]").value);
      const tool_id = this.#tool?.id ?? null;
      return this.api.post("/v1/tools/run", { ...this.#fields(), args, env_vars, tool_id });
    }
    if (this.#isChanged || !this.#tool) throw new Error(t.unsaved);
    return this.api.post(`/v1/agents/${agent}/tools/${name}/run`, { args });
  }

  #fields() {
    return {
      source_code: this.editor.text(),
      source_type: $("[name=language]").value,
      pip_requirements: packagesOf($("[name=packages]").value),
    };
  }

  /** @param {SubmitEvent} event */
  async #keep(event) {
    event.preventDefault();
    const select = $(".keep [name=agent]");
    const isGift = /** @type {HTMLButtonElement} */ (event.submitter).name === "give";
    await tell($(".keep .said"), async () => {
      const { id, name } = await this.#save();
      if (!isGift) return t.saved(name);
      await this.api.patch(`/v1/agents/${select.value}/tools/attach/${id}`, {});
      return t.given(select.selectedOptions[0].text, name);
    });
  }

  /** @returns {Promise<Tool>} */
  async #save() {
    const { name } = await this.#described();
    if (!this.#tool && (await this.api.get(`/v1/tools/?name=${name}`)).length) throw new Error(t.taken(name));
    this.#tool = this.#tool
      ? await this.api.patch(`/v1/tools/${this.#tool.id}`, this.#fields())
      : await this.api.post("/v1/tools/", this.#fields());
    this.#isChanged = false;
    await Promise.all([this.list(), this.grants.show(this.#tool)]);
    return /** @type {Tool} */ (this.#tool);
  }
}

/** As Letta's clients may call it; whatever has another name is Python. @param {Tool} tool */
function languageOf({ source_type: type }) {
  if (type === "javascript" || type === "js") return "javascript";
  return type === "typescript" || type === "ts" ? "typescript" : "python";
}

/** @param {string} text */
function isDraft(text) {
  return Object.values(DRAFTS).includes(text);
}

/** @param {{ id: string, name: string }[]} all @returns {[string, string][]} */
function named(all) {
  return all.map(({ id, name }) => [id, name]);
}

/** What was chosen stays, if it is still there. @param {HTMLSelectElement} select @param {[string, string][]} choices @param {string} [value] */
function choose(select, choices, value = select.value) {
  select.replaceChildren(...choices.map(([id, name]) => new Option(name, id, false, id === value)));
}

async function open() {
  if (!runtime) throw new Error((await sentencesFor(missing)).join(" "));
  const api = new Api(runtime.fetch, runtime.baseURL);
  /** @type {Workbench | undefined} */
  let workbench;
  const [editor] = await Promise.all([
    openEditor($(".editor"), () => workbench?.edited()),
    api.get("/v1/health/"),
  ]);
  workbench = new Workbench(api, editor);
  runtime.addEventListener("version", ({ target }) => {
    if (/** @type {typeof runtime} */ (target)?.version === "replaced") location.reload();
  });
  await workbench.list();
  await workbench.open(new URLSearchParams(location.search).get("tool") ?? "");
  console_(api, $(".console"));
  $(".starting").hidden = true;
  document.body.classList.add("ready");
}

applyAppearance();
translate(t);
open().catch((error) => ($(".starting").textContent = error.message));

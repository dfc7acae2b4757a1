// The page: connects to the runtime, sees that there is an agent, and puts the elements together.
import { Api } from "./api.js";
import { Conversation } from "./conversation.js";
import { restoreKeys } from "./providers.js";
import { missing, runtime } from "./start.js";
import "./boot.js";
import "./chat.js";
import "./memory.js";
import "./settings.js";

const FIRST_AGENT = {
  name: "Companion",
  model: "lettawasm/offline",
  memory_blocks: [
    { label: "human", value: "", description: "What I know about the person I talk with." },
    {
      label: "persona",
      value: "I am a friendly companion. I listen, remember what matters to you, and live in this browser.",
      description: "Who I am.",
    },
  ],
  tools: ["archival_memory_insert", "archival_memory_search"],
};

const AGENTS = /\/v1\/agents\/([^/]+\/?)?$/; // where agents are made, changed and deleted

const $ = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));
const boot = /** @type {import("./boot.js").LettaBoot} */ ($("letta-boot"));
const chat = /** @type {import("./chat.js").LettaChat} */ ($("letta-chat"));
const memory = /** @type {import("./memory.js").LettaMemory} */ ($("letta-memory"));
const settings = /** @type {import("./settings.js").LettaSettings} */ ($("letta-settings"));

if (runtime) run(runtime);
else boot.refuse(missing);
if (matchMedia("(min-width: 60rem)").matches) toggleMemory();

/** @param {import("./lettawasm.js").Lettawasm} runtime */
function run(runtime) {
  const api = new Api(withKeys(runtime), runtime.baseURL);
  /** @type {Conversation} */
  let conversation;

  const showStatus = () => boot.show(runtime.status);
  const showVersion = () => {
    $(".update").hidden = runtime.version !== "waiting";
    if (runtime.version === "replaced") location.reload();
  };
  runtime.addEventListener("status", showStatus);
  runtime.addEventListener("version", showVersion);
  runtime.addEventListener("changed", (event) => {
    conversation.catchUp();
    memory.refresh();
    const { path } = /** @type {CustomEvent} */ (event).detail;
    if (conversation.agentId && AGENTS.test(path)) listAgents(api, conversation.agentId);
  });
  runtime.addEventListener("loading", async (event) => {
    const { show } = await import("./engines/loading.js");
    show(/** @type {CustomEvent} */ (event).detail);
  });
  $(".update button").addEventListener("click", () => updateWhenIdle(runtime, api));
  $(".open-memory").addEventListener("click", toggleMemory);
  $(".open-settings").addEventListener("click", () =>
    settings.open({ api, agentId: conversation.agentId, status: runtime.status }),
  );
  settings.addEventListener("model", () => listAgents(api, conversation.agentId));
  settings.addEventListener("voice", () => chat.useVoice());
  settings.addEventListener("agent", (event) =>
    show(Promise.resolve(/** @type {CustomEvent} */ (event).detail.id)),
  );
  $(".agents").addEventListener("change", () => show(Promise.resolve($(".agents").value)));
  showStatus();
  showVersion();
  show(ensureAgent(api));

  async function unlock() {
    const { askToUnlock } = await import("./settings/passphrase.js");
    if (await askToUnlock(api)) conversation.retry();
  }

  /** @param {Promise<string>} agentId */
  async function show(agentId) {
    conversation = new Conversation(api, agentId, runtime.tools);
    conversation.addEventListener("edited", () => memory.refresh());
    conversation.addEventListener("locked", unlock);
    chat.conversation = conversation;
    const id = await agentId;
    localStorage.setItem("lettawasm.agent", id);
    await Promise.all([memory.show(api, id), listAgents(api, id)]);
    document.body.classList.add("ready");
  }
}

/** The agent that was last shown here, or any, or a new one. @param {Api} api @returns {Promise<string>} */
function ensureAgent(api) {
  return navigator.locks.request("lettawasm/first-agent", async () => {
    /** @type {{ id: string }[]} */
    const agents = await api.get("/v1/agents/?limit=100");
    const last = localStorage.getItem("lettawasm.agent");
    const agent =
      agents.find(({ id }) => id === last) ?? agents[0] ?? (await api.post("/v1/agents/", FIRST_AGENT));
    return agent.id;
  });
}

/** Show all agents, and what the current one thinks with. @param {Api} api @param {string} current */
async function listAgents(api, current) {
  /** @type {{ id: string, name: string, model: string | null }[]} */
  const agents = await api.get("/v1/agents/?limit=100");
  const select = $(".agents");
  select.replaceChildren(
    ...agents.map(({ id, name }) => new Option(name, id, id === current, id === current)),
  );
  select.disabled = agents.length < 2;
  $(".model").textContent = agents.find(({ id }) => id === current)?.model ?? "";
}

/** A turn may need a key that a new host hasn't got. @param {import("./lettawasm.js").Lettawasm} runtime @returns {typeof fetch} */
function withKeys({ fetch, baseURL }) {
  const api = new Api(fetch, baseURL);
  return async (input, init) => {
    if (init?.method === "POST" && String(input).endsWith("/messages")) await restoreKeys(api);
    return fetch(input, init);
  };
}

/** A new version must not cut off a turn. @param {import("./lettawasm.js").Lettawasm} runtime @param {Api} api */
async function updateWhenIdle(runtime, api) {
  $(".update").textContent = "Reloading when the agent has finished …";
  while ((await api.get("/v1/runs/?active=true&limit=1")).length) {
    await new Promise((resolve) => runtime.addEventListener("changed", resolve, { once: true }));
  }
  runtime.update();
}

function toggleMemory() {
  const isOpen = document.body.classList.toggle("with-memory");
  $(".open-memory").setAttribute("aria-expanded", String(isOpen));
}

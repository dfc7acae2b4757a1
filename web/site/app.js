// The page: connects to the runtime, sees that there is an agent, and opens the screen that the address names.
import { Api } from "./api.js";
import { offerInstall } from "./pwa/install.js";
import { takeLaunches } from "./pwa/launch.js";
import { sentencesFor } from "./needs.js";
import { restoreKeys } from "./providers.js";
import { App } from "./shell/app_object.js";
import { applyAppearance } from "./shell/appearance.js";
import "./shell/boot.js";
import { Conversations } from "./shell/conversations.js";
import { ensureAgent } from "./shell/first_agent.js";
import { Frame } from "./shell/frame.js";
import { offerUpdates } from "./shell/updates.js";
import { missing, runtime } from "./start.js";
import { restoreSecrets } from "./tab_secrets.js";
import "./chat/chat.js";

applyAppearance();
const boot = /** @type {import("./shell/boot.js").LettaBoot} */ (document.querySelector("letta-boot"));
if (runtime) run(runtime);
else sentencesFor(missing).then((sentences) => boot.refuse(sentences));

/** @param {import("./lettawasm.js").Lettawasm} runtime */
function run(runtime) {
  const api = new Api(withKeys(runtime), runtime.baseURL);
  const app = new App(api, runtime);
  const chat = /** @type {import("./chat/chat.js").LettaChat} */ (document.querySelector("letta-chat"));
  const conversations = new Conversations(app, chat);
  const frame = new Frame(app, conversations);
  let wasReady = false;
  const showStatus = () => {
    boot.show(runtime.status);
    const isReady = runtime.status.stage === "ready";
    if (isReady && !wasReady) giveBack(api).catch(() => {}); // and once more before they are needed
    wasReady = isReady;
    app.dispatchEvent(new Event("status"));
  };
  runtime.addEventListener("status", showStatus);
  runtime.addEventListener("changed", (event) => heard(app, /** @type {CustomEvent} */ (event).detail));
  runtime.addEventListener("loading", async (event) => {
    const { show } = await import("./engines/loading.js");
    show(/** @type {CustomEvent} */ (event).detail);
  });
  runtime.addEventListener("erase", async () => (await import("./screens/settings/erasing.js")).leave());
  app.addEventListener("voice", () => chat.useVoice());
  offerUpdates(runtime, api);
  showStatus();
  if (!app.lastAgentId) import("./screens/welcome/welcome.js").then(({ welcome }) => welcome(chat));
  const agentId = ensureAgent(app);
  conversations.begin(agentId);
  agentId.then(
    () => frame.begin(),
    (error) => boot.fail(error),
  );
  offerInstall(app);
  takeLaunches(app);
  Object.assign(globalThis, { lettawasmApp: app }); // for the curious, in the console
}

const AGENTS = /\/v1\/agents\/([^/]+\/?)?$/; // where agents are made, changed and deleted

/** @param {App} app @param {{ path: string }} detail */
function heard(app, detail) {
  app.dispatchEvent(new CustomEvent("changed", { detail }));
  if (app.agentId && AGENTS.test(detail.path)) app.listAgents();
}

/** What this tab alone holds, to a host that hasn't got it. @param {Api} api */
async function giveBack(api) {
  await Promise.all([restoreKeys(api), restoreSecrets(api)]);
}

const NEED_KEYS = /\/(messages|run)$/;

/** A turn or a tool may need a key that a new host hasn't got. @param {import("./lettawasm.js").Lettawasm} runtime @returns {typeof fetch} */
function withKeys({ fetch, baseURL }) {
  const api = new Api(fetch, baseURL);
  return async (input, init) => {
    if (init?.method === "POST" && NEED_KEYS.test(String(input))) await giveBack(api);
    return fetch(input, init);
  };
}

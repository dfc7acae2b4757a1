// What stands around the screens: navigation, the current agent, the meter, and memory beside the conversation.
import { browser } from "../kept.js";
import { words } from "../words/words.js";
import { routeOf } from "./router.js";
import { Screens, isScreen } from "./screens.js";
import { translate } from "./translate.js";

const t = await words("shell");
const WIDE = matchMedia("(min-width: 75rem)"); // room for memory beside the conversation
const PANEL = "lettawasm.panel";

const $ = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

export class Frame {
  #screens;
  #panel = $("#memory");
  #toggle = $(".open-memory");

  /** @param {import("./app_object.js").App} app @param {import("./conversations.js").Conversations} conversations */
  constructor(app, conversations) {
    this.app = app;
    this.conversations = conversations;
    this.#screens = new Screens($(".screen"), app);
    translate(t);
    foldRest();
    this.#toggle.addEventListener("click", () => this.#setPanel(Boolean(this.#panel.hidden)));
    WIDE.addEventListener("change", () => this.#fitPanel());
    $(".skip").addEventListener("click", () => $("main").focus());
    addEventListener("hashchange", () => this.#open());
    app.addEventListener("agents", () => this.#name());
    app.addEventListener("agent", () => this.#name());
    this.#open();
  }

  /** Once there is an agent, and Python to ask: what stands around the conversation comes after it. */
  async begin() {
    this.#open();
    document.body.classList.add("ready");
    const parts = [
      this.#fitPanel(),
      this.#fetchSwitch(),
      this.#fetchMeter(),
      this.#followWaiting(),
      this.#takeDrops(),
    ];
    await Promise.allSettled(parts); // one that can't be fetched is no reason to be without the others
  }

  #open() {
    const { screen, parts, query } = routeOf(location.hash);
    const name = isScreen(screen) ? screen : "";
    $("main > h1").hidden = $("letta-chat").hidden = name !== "";
    $(".screen").hidden = name === "";
    document.body.dataset.screen = name || "chat";
    document.title = name ? `${t[name]} · lettawasm` : "lettawasm";
    for (const link of document.querySelectorAll(".screens a")) {
      const isHere = link.getAttribute("href") === `#/${name || "chat"}`;
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.#screens.show(name, parts, query);
    if (!name) this.#showChat(parts, query);
  }

  /** @param {string[]} parts  an agent's id, and a conversation's @param {URLSearchParams} query */
  #showChat([agentId, conversationId], query) {
    if (this.app.agentId || agentId) this.conversations.show(agentId || this.app.agentId, conversationId);
    const at = query.get("at");
    if (at) /** @type {any} */ ($("letta-chat")).jumpTo?.(at);
  }

  #name() {
    const { agent } = this.app;
    const name = document.querySelector(".who .agent"); // until the switch stands there
    if (name) name.textContent = agent?.name ?? "lettawasm";
  }

  async #fetchSwitch() {
    await import("../screens/agents/switch.js");
    const shown = Object.assign(document.createElement("lw-agent-switch"), { app: this.app });
    $(".who").replaceChildren(shown);
  }

  async #fetchMeter() {
    Object.assign($("lw-meter"), { app: this.app });
    await import("../copies/meter.js");
  }

  /** Files may be dropped anywhere. */
  async #takeDrops() {
    const { installDrop } = await import("../screens/agents/drop.js");
    installDrop(this.app);
  }

  /** How many calls wait for a person's word, over all agents. */
  async #followWaiting() {
    const { waiting } = await import("../screens/tools/waiting.js");
    const badge = $(".screens .badge");
    let asked = 0;
    const show = async () => {
      const mine = ++asked;
      const count = await waiting(this.app);
      if (mine < asked) return; // there is a newer answer on its way
      badge.hidden = count === 0;
      badge.textContent = String(count);
      badge.setAttribute("aria-label", t.waiting(count));
    };
    this.app.addEventListener("changed", show);
    await show();
  }

  /** @param {boolean} isOpen  by a person's wish, which is remembered */
  #setPanel(isOpen) {
    browser.keep(PANEL, isOpen ? "open" : "closed");
    return isOpen ? this.#showPanel() : this.#hidePanel();
  }

  /** Beside the conversation where there is room, as long as nobody closed it; it never covers it by itself. */
  #fitPanel() {
    return WIDE.matches && browser.kept(PANEL) !== "closed" ? this.#showPanel() : this.#hidePanel();
  }

  async #showPanel() {
    this.#panel.hidden = false;
    this.#toggle.setAttribute("aria-expanded", "true");
    if (this.#panel.childElementCount) return;
    await import("../screens/memory/panel.js");
    this.#panel.append(Object.assign(document.createElement("lw-memory-panel"), { app: this.app }));
  }

  #hidePanel() {
    this.#panel.hidden = true;
    this.#toggle.setAttribute("aria-expanded", "false");
  }
}

/** On a small screen some links stand behind a button. */
function foldRest() {
  const [more, rest] = [$(".more"), $(".rest")];
  const fold = (/** @type {boolean} */ isOpen) => {
    rest.classList.toggle("open", isOpen);
    more.setAttribute("aria-expanded", String(isOpen));
  };
  more.addEventListener("click", () => fold(!rest.classList.contains("open")));
  addEventListener("hashchange", () => fold(false));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && fold(false));
  document.addEventListener("click", ({ target }) => {
    if (!(/** @type {Element} */ (target).closest(".rest, .more"))) fold(false);
  });
}

// A row for each model that is here, and for each on its way.
import { h } from "../../dom.js";
import { tell } from "../../settings/tell.js";
import { hello } from "./hello.js";
import { goOn, remove, stop } from "./manager.js";
import { bytes } from "./words.js";

/** @typedef {import("../models.js").Entry} Entry */
/** @typedef {import("./manager.js").News} News */
/** @typedef {import("./manager.js").OnItsWay} OnItsWay */

/**
 * @typedef {object} Use
 * @property {import("../../api.js").Api} api
 * @property {string} agentId
 * @property {() => void} onModel
 * @property {() => Promise<void>} refresh
 * @property {HTMLElement} said
 * @property {(handle: string) => string[]} users  names of agents that think with it, or what else it does
 */

/** @param {Entry} entry @param {Use} use */
export function modelRow(entry, { api, agentId, onModel, refresh, said, users }) {
  const handle = `${entry.engine}/${entry.name}`;
  const used = users(handle);
  const take = async () => {
    if (entry.kind === "embedding") {
      await api.patch("/v1/memory/embedding", { handle });
      await refresh();
      return `Memories are now found with ${handle}.`;
    }
    await api.patch(`/v1/agents/${agentId}`, { model: handle });
    onModel();
    await refresh();
    return `This agent now thinks with ${handle}.`;
  };
  const isChat = entry.kind === "chat";
  return h(
    "li",
    { "data-model": entry.name },
    h("strong", {}, entry.name),
    h("p", { class: "hint" }, `${bytes(entry.size)}, ${entry.context} tokens of context. ${usedBy(used)}`),
    h(
      "div",
      { class: "row" },
      h("button", { onclick: () => tell(said, take) }, isChat ? "Use for this agent" : "Use for memories"),
      isChat ? h("button", { onclick: () => tell(said, () => hello(api, handle)) }, "Say hello") : null,
      removal("Delete", entry.name, said, used),
    ),
  );
}

/** A row that follows what it hears. @param {OnItsWay} underway @param {HTMLElement} said */
export function wayRow({ note: { entry, problem }, here, size, isGoing }, said) {
  const bar = h("progress", { max: "1", value: "0", "aria-label": `How much of ${entry.name} is here` });
  const words = h("p", { class: "hint" });
  const button = h("button", {});
  let going = isGoing;
  button.addEventListener("click", () => (going ? stop(entry.name) : goOn(entry.name)));
  /** @param {Partial<News>} news */
  const hear = ({ state, here = 0, size = entry.size, speed = 0, problem }) => {
    going = state !== "stopped";
    button.textContent = going ? "Pause" : "Go on";
    if (size) bar.value = here / size;
    words.textContent = going
      ? progress(state, here, size, speed)
      : `Stopped at ${bytes(here)}. ${problem ?? ""}`;
    words.classList.toggle("error", !going && Boolean(problem));
  };
  hear({ state: isGoing ? "fetching" : "stopped", here, size, problem });
  const row = h(
    "li",
    { "data-model": entry.name },
    h("strong", {}, entry.name),
    bar,
    words,
    h("div", { class: "row" }, button, removal("Cancel", entry.name, said, [])),
  );
  return { row, hear };
}

/** @param {string | undefined} state @param {number} here @param {number} size @param {number} speed */
function progress(state, here, size, speed) {
  const of = size ? `${bytes(here)} of ${bytes(size)}` : bytes(here);
  if (state === "checking") return `Checking what came: ${of} …`;
  const left = speed && size > here ? `, ${time((size - here) / speed)} left` : "";
  return speed ? `${of}, ${bytes(speed)} a second${left}` : `${of} …`;
}

/** @param {number} seconds */
function time(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

/** @param {string[]} used */
function usedBy(used) {
  return used.length ? `Used by ${used.join(", ")}.` : "";
}

/** Asks once more where something would miss it. @param {string} text @param {string} name @param {HTMLElement} said @param {string[]} used */
function removal(text, name, said, used) {
  const button = h("button", {}, text);
  let isAsked = used.length === 0;
  button.addEventListener("click", () => {
    if (isAsked) return tell(said, async () => (await remove(name), ""));
    isAsked = true;
    button.textContent = `Really? ${used.join(", ")} will need another model`;
  });
  return button;
}

// The inside of a frame, in our own origin. The page around it said in the address who it is; that it is, the browser
// sees to, for a port is handed to that exact origin and to no other. What comes over the port is the page's wish.
import { h } from "../dom.js";
import { speak } from "../words/words.js";
import { hosts } from "./hosts.js";
import { wear } from "./looks.js";
import { register } from "./offering.js";
import { styles } from "./style.js";
import { wordsIn } from "./wording.js";

const host = originOf(new URLSearchParams(location.search).get("host") ?? "");
const { port1: port, port2: far } = new MessageChannel();
/** What was asked of the page, by number. @type {Map<number, (answer: any) => void>} */
const asked = new Map();
let number = 0;
/** @type {Promise<import("./here.js").HereRoom>} */
let room = new Promise(() => {});

if (parent !== window && host && (hosts.includes("*") || hosts.includes(host))) {
  port.onmessage = ({ data }) => hear(data);
  parent.postMessage("letta-frame", host, [far]);
  addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key === "Escape" && !defaultPrevented) tell("close", null);
  });
}

/** @param {any} message */
async function hear({ type, id, answer, ...message }) {
  if (type === "furnish") room = furnish(message);
  else if (type === "answer") settle(id, answer);
  else if (type === "focus") (await room).focus();
  else if (type === "open") (await room).open(message.what);
  else if (type === "suggest") (await room).node.suggest(String(message.text));
  else if (type === "offer") offer(await room, message.specs);
}

/** @param {any} message */
async function furnish({ wishes, file, looks, specs }) {
  const { language } = wishes;
  speak(language);
  document.documentElement.lang = language;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [sheet];
  wear(document.documentElement, looks);
  const words = { ...(await wordsIn(language)), ...wishes.ownWords };
  const { roomIn } = await import("./here.js"); // which speaks the language by now
  const place = { host, file: wishes.src ? given(file) : null, isGuest: true };
  const made = await roomIn(place, { ...wishes, words, home: "frame", agent: "", tools: {} }, tell);
  offer(made, specs);
  document.body.replaceChildren(h("div", { class: "root", "data-theme": wishes.theme }, made.node));
  made.node.addEventListener("save", async () => made.node.save(await made.exportAgent()));
  return made;
}

/** The page is told that something happened, and not what was said. @param {string} what @param {any} detail @returns {Promise<boolean>} */
function tell(what, detail) {
  const { id, role, kind, tool, home } = detail ?? {};
  const told = what === "name" ? detail : { id, role, kind, tool, home, error: detail?.error?.name };
  return ask({ type: "tell", what, detail: told });
}

/** @param {import("./here.js").HereRoom} room @param {{ name: string, description: string, parameters: object }[]} specs */
function offer({ tools }, specs) {
  const offered = specs.map(({ name, ...spec }) => {
    const run = async (/** @type {unknown} */ args) => {
      const { status, tool_return: told } = await ask({ type: "call", name, text: JSON.stringify(args) });
      if (status === "error") throw new Error(told);
      return told;
    };
    return [name, { ...spec, run }];
  });
  register(tools, Object.fromEntries(offered), "ask");
}

/** @param {object} question @returns {Promise<any>} */
function ask(question) {
  const id = ++number;
  port.postMessage({ ...question, id });
  return new Promise((resolve) => asked.set(id, resolve));
}

/** @param {number} id @param {unknown} answer */
function settle(id, answer) {
  asked.get(id)?.(answer);
  asked.delete(id);
}

/** @param {Uint8Array<ArrayBuffer> | null} file @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function given(file) {
  if (!file) throw new Error("The page could not fetch the agent's file.");
  return file;
}

/** @param {string} text @returns {string}  the same, if it is an origin's exact name */
function originOf(text) {
  return URL.canParse(text) && new URL(text).origin === text ? text : "";
}

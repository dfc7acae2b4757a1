// The agent that a widget is about, in a space that may hold others: found by a tag that says for which page and file
// it is, or made from the file. Another tag says from which version of the file.
import { confine } from "./confining.js";
import { isLent } from "./lending.js";

/** @typedef {import("../api.js").Api} Api */
/** @typedef {import("./room.js").Wishes} Wishes */
/** @typedef {{ id: string, name: string, model: string | null, tags: string[], description: string | null }} Agent */
/** @typedef {{ bytes: Uint8Array<ArrayBuffer>, print: string }} File  and the beginning of its hash */
/** @typedef {{ agent: Agent, newer: File | null }} Guide  with the file, if it is another one than the agent is from */

const VERSION = "widget-file:";
const OFFLINE = "lettawasm/offline";
const SIZE = 64_000_000; // bytes of a file, at most

/**
 * Where an agent is: for which origin's page, from which file, and whether that page is only a guest.
 * @typedef {{ host: string, file: Promise<Uint8Array<ArrayBuffer>> | null, isGuest?: boolean }} Place
 */

/** @param {Api} api @param {Wishes} wishes @param {Place} place @returns {Promise<Guide>} */
export function settle(api, wishes, place) {
  const tag = tagOf(wishes, place.host);
  return navigator.locks.request(`lettawasm/${tag}`, async () => {
    const there = await findAgent(api, wishes, tag);
    const file =
      place.file && (await fileOf(place.file).catch((error) => (there ? null : Promise.reject(error))));
    const agent = there ?? (await make(api, wishes, file, tag, place));
    const isNewer = there && file && !agent.tags.includes(VERSION + file.print);
    return { agent: await thinkingWith(api, agent, wishes), newer: isNewer ? file : null };
  });
}

/** The bytes of a file that the page names. @param {string} src */
export async function fetchFile(src) {
  const response = await fetch(src);
  if (!response.ok) throw new Error(`${src} could not be fetched (HTTP ${response.status}).`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > SIZE) throw new Error(`${src} is too large.`);
  return bytes;
}

/** Make an agent of this file. @param {Api} api @param {File} file @param {string[]} tags  besides its own @param {Place} place @returns {Promise<Agent>} */
export async function importFile(api, { bytes, print }, tags, { isGuest = false }) {
  const form = new FormData();
  form.append("file", new Blob([bytes], { type: "application/json" }), "agent.af");
  form.append("append_copy_suffix", "false");
  form.append("override_existing_tools", "false");
  const response = await api.request("POST", "/v1/agents/import", form);
  const [id] = (await response.json()).agent_ids;
  if (isGuest) await confine(api, id);
  const { tags: own } = await api.get(`/v1/agents/${id}`);
  return api.patch(`/v1/agents/${id}`, { tags: [...own, ...tags, VERSION + print] });
}

/** The tags of an agent that is of this version from now on. @param {Agent} agent @param {File} file */
export function tagsOfVersion({ tags }, { print }) {
  return [...tags.filter((tag) => !tag.startsWith(VERSION)), VERSION + print];
}

/** @param {Wishes} wishes @param {string} host */
function tagOf({ src, label }, host) {
  return `widget:${host} ${src || label}`;
}

/** @param {Api} api @param {Wishes} wishes @param {string} tag @returns {Promise<Agent | undefined>} */
async function findAgent(api, wishes, tag) {
  if (wishes.agent) return api.get(`/v1/agents/${encodeURIComponent(wishes.agent)}`);
  const query = new URLSearchParams({ tags: tag, limit: "1" });
  return (await api.get(`/v1/agents/?${query}`))[0];
}

/** @param {Api} api @param {Wishes} wishes @param {File | null} file @param {string} tag @param {Place} place @returns {Promise<Agent>} */
function make(api, { label, words }, file, tag, place) {
  if (file) return importFile(api, file, [tag], place);
  const blocks = [
    { label: "human", value: "", description: "What I know about the person I talk with." },
    { label: "persona", value: "I help the people who visit this page.", description: "Who I am." },
  ];
  const tools = ["archival_memory_insert", "archival_memory_search"];
  const agent = { name: label || words.name, model: OFFLINE, memory_blocks: blocks, tools, tags: [tag] };
  return api.post("/v1/agents/", agent);
}

/** @param {Promise<Uint8Array<ArrayBuffer>>} promised @returns {Promise<File>} */
async function fileOf(promised) {
  const bytes = await promised;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return {
    bytes,
    print: Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
}

/** The agent with a model that can be reached from here: the one the page wants, its own, or any that is connected. @param {Api} api @param {Agent} agent @param {Wishes} wishes @returns {Promise<Agent>} */
async function thinkingWith(api, agent, wishes) {
  if (wishes.provider) await connectTo(api, wishes.provider);
  const [models, providers] = await Promise.all([api.get("/v1/models/"), api.get("/v1/providers/")]);
  const handles = models.map((/** @type {any} */ { handle }) => handle);
  const wanted = [wishes.model, agent.model === OFFLINE ? "" : agent.model].filter(Boolean);
  const names = providers.map((/** @type {any} */ { name }) => name);
  const isConnected = (/** @type {string} */ handle) =>
    names.includes(handle.split("/")[0]) && !isLent(handle);
  const model = wanted.find((each) => handles.includes(each)) ?? handles.find(isConnected) ?? OFFLINE;
  return model === agent.model ? agent : api.patch(`/v1/agents/${agent.id}`, { model });
}

/** @param {Api} api @param {Record<string, any>} provider */
async function connectTo(api, provider) {
  const [there] = await api.get(`/v1/providers/?${new URLSearchParams({ name: provider.name })}`);
  if (!there) await api.post("/v1/providers/", provider);
  else if (provider.api_key) await api.patch(`/v1/providers/${there.id}`, { api_key: provider.api_key });
}

// What can be connected to: the servers that people often use, and a Worker of one's own.
import { words } from "../../words/words.js";

const t = await words("models");

/**
 * `start` says how a server of one's own is made to run, `key_page` where an account's keys are made.
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} title
 * @property {string} provider_type
 * @property {string} base_url
 * @property {string} start
 * @property {string} key_page
 * @property {boolean} is_local
 */

/** @type {Preset} */
const WORKER = {
  name: "worker",
  title: t.titles.worker,
  provider_type: "openai",
  base_url: "",
  start: t.workerStart,
  key_page: "",
  is_local: false,
};

/** @param {import("../../api.js").Api} api @returns {Promise<Preset[]>} */
export async function presets(api) {
  const known = await api.get("/v1/providers/presets");
  return [...known.slice(0, -1), WORKER, ...known.slice(-1)]; // the last one is any other
}

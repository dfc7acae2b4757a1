// What can be connected to: the servers that people often use, and a Worker of one's own.

/**
 * `start` says how a server of one's own is made to run, `key_page` where an account's keys are made.
 * @typedef {{ name: string, title: string, provider_type: string, base_url: string, start: string, key_page: string }} Preset
 */

/** @type {Preset} */
const WORKER = {
  name: "worker",
  title: "Through your Worker",
  provider_type: "openai",
  base_url: "",
  start:
    "A lettawasm Worker of yours can hold the keys of model servers and pass messages on. Give its address, with /v1" +
    " at the end, and a token of its in place of a key: no other key is needed on this device.",
  key_page: "",
};

/** @param {import("../api.js").Api} api @returns {Promise<Preset[]>} */
export async function presets(api) {
  const known = await api.get("/v1/providers/presets");
  return [...known.slice(0, -1), WORKER, ...known.slice(-1)]; // the last one is any other
}

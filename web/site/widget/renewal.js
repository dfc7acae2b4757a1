// A new version of the file that an agent is from. The agent stays the same one, with its conversation and archive and
// all that it wrote into its blocks; what it was given with the old file, and never changed, becomes what the new one says.
import { forget } from "./forgetting.js";
import { importFile, tagsOfVersion } from "./guide.js";

/** @typedef {import("../api.js").Api} Api */
/** @typedef {import("./guide.js").Agent} Agent */

const GIVEN = ["name", "description", "system", "tool_rules"]; // with a file

/** @param {Api} api @param {Agent} agent @param {import("./guide.js").File} file @param {import("./guide.js").Place} place */
export async function renew(api, agent, file, place) {
  const fresh = await importFile(api, file, [], place);
  await takeBlocks(api, agent, fresh);
  const tools = await api.get(`/v1/agents/${fresh.id}/tools?limit=100`);
  const given = Object.fromEntries(GIVEN.map((name) => [name, /** @type {any} */ (fresh)[name]]));
  const tool_ids = tools.map((/** @type {any} */ { id }) => id);
  await api.patch(`/v1/agents/${agent.id}`, { ...given, tool_ids });
  await forget(api, fresh.id);
  await api.patch(`/v1/agents/${agent.id}`, { tags: tagsOfVersion(agent, file) }); // last: until then it is offered again
}

/** @param {Api} api @param {Agent} agent @param {Agent} fresh */
async function takeBlocks(api, agent, fresh) {
  const [own, given] = await Promise.all([agent, fresh].map(({ id }) => blocksOf(api, id)));
  for (const { label, value, description, limit } of given) {
    const mine = own.find((each) => each.label === label);
    const path = `/v1/agents/${agent.id}/core-memory/blocks`;
    if (!mine) {
      const { id } = await api.post("/v1/blocks/", { label, value, description, limit });
      await api.patch(`${path}/attach/${id}`, {});
    } else if (!(await wasChanged(api, mine.id))) {
      await api.patch(`${path}/${encodeURIComponent(label)}`, { value, description, limit });
    }
  }
}

/** @param {Api} api @param {string} agentId @returns {Promise<any[]>} */
function blocksOf(api, agentId) {
  return api.get(`/v1/agents/${agentId}/core-memory/blocks?limit=100`);
}

/** Since it came with the file. @param {Api} api @param {string} blockId */
async function wasChanged(api, blockId) {
  return (await api.get(`/v1/memory/objects/${blockId}/versions?limit=2`)).length > 1;
}

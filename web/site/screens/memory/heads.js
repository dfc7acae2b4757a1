// The versions of an agent's memory by their place in time, the oldest first. Only the pages that are looked at are
// fetched, so thousands of versions are as quick as ten.

const PAGE = 40;

/** @typedef {import("./version.js").Head} Head */
/** @typedef {{ object?: string, kind?: string, actor?: string, origin?: string }} Filter */

export class Heads {
  count = 0;
  /** @type {Map<number, Promise<Head[]>>} */
  #pages = new Map();

  /** @param {import("../../api.js").Api} api @param {string} agentId @param {Filter} filter */
  constructor(api, agentId, filter) {
    this.api = api;
    this.agentId = agentId;
    this.filter = filter;
    this.query = new URLSearchParams({ about_agent_id: agentId });
    for (const [name, value] of Object.entries(filter))
      if (value) this.query.set(name === "object" ? "object_id" : name, value);
  }

  async recount() {
    this.#pages.clear();
    this.count = await this.api.get(`/v1/memory/versions/count?${this.query}`);
  }

  /** @param {number} place @returns {Promise<Head | undefined>} */
  async at(place) {
    return (await this.#page(Math.floor(place / PAGE)))[place % PAGE];
  }

  /** Those around a place, each with its own. @param {number} place @param {number} reach @returns {Promise<{ place: number, head: Head }[]>} */
  async around(place, reach) {
    const first = Math.max(0, Math.min(place - reach, this.count - 2 * reach - 1));
    const places = Array.from({ length: Math.min(2 * reach + 1, this.count - first) }, (_, at) => first + at);
    const heads = await Promise.all(places.map((each) => this.at(each)));
    return heads.flatMap((head, at) => (head ? { place: places[at], head } : []));
  }

  /** Where a version stands, or the one that was the last by its time. @param {string} id */
  async placeOf(id) {
    const [objectId, number] = [id.slice(0, id.lastIndexOf(".")), id.slice(id.lastIndexOf(".") + 1)];
    const { created_at: when } = await this.api.get(`/v1/memory/objects/${objectId}/versions/${number}`);
    const last = await this.api.get(
      `/v1/memory/versions/count?${this.query}&end_date=${encodeURIComponent(when)}`,
    );
    for (let place = last - 1; place >= Math.max(0, last - PAGE); place--)
      if ((await this.at(place))?.id === id) return place;
    return Math.max(0, last - 1);
  }

  /** @param {number} index */
  #page(index) {
    let page = this.#pages.get(index);
    if (!page) {
      const path = `/v1/memory/versions?${this.query}&titles=true&order=asc&limit=${PAGE}&offset=${index * PAGE}`;
      page = /** @type {Promise<Head[]>} */ (this.api.get(path));
      this.#pages.set(index, page);
    }
    return page;
  }
}

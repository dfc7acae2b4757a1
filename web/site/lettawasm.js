// The client library: any page of this origin imports it and gets a `fetch` that reaches the local agents,
// wherever their host runs. Give it to the official SDK, or use it as it is:
//
//   const { fetch, baseURL } = await connect();
//   const client = new Letta({ baseURL, fetch });
//
// `tools.register` lets agents call functions of this page; a request names them with `client_tools: tools.specs`.
import { Candidate } from "./election.js";
import { Link } from "./link.js";
import { channelName } from "./names.js";
import { PageTools } from "./page_tools.js";
import { answer, dial } from "./relay.js";
import { Versions } from "./versions.js";

/** @typedef {import("./election.js").Status} Status */

const site = new URL("./", import.meta.url);

/**
 * Join the election and return the page's way to the runtime. Call it once a page. A guest, as every page of another
 * site is, keeps the agents in its own origin and installs no service worker.
 * @param {{ isGuest?: boolean }} [options]
 */
export function connect({ isGuest = site.origin !== location.origin } = {}) {
  return new Lettawasm(isGuest);
}

/** Events: "status" and "version" when they have changed; "changed" when any tab wrote something,
 * "loading" while an engine loads a model. */
export class Lettawasm extends EventTarget {
  /** What the official SDK takes as its base URL. */
  baseURL = site.href.slice(0, -1);
  /** What agents may call in this page. */
  tools = new PageTools();
  /** @type {Versions | null} */
  #versions;
  #candidate;
  #link = new Link(site.pathname, () => this.#dial());
  #dialled = 0;

  /** @param {boolean} isGuest */
  constructor(isGuest) {
    super();
    this.#versions = isGuest ? null : new Versions(site, () => this.dispatchEvent(new Event("version")));
    this.#candidate = new Candidate(this.#versions?.active ?? new Promise(() => {}));
    answer(
      () => this.status.role === "host",
      (port) => this.#candidate.connect(port),
    );
    this.#candidate.addEventListener("elected", () => this.#link.redial());
    this.#candidate.addEventListener("status", () => {
      if (hasFetched(this.status)) this.#versions?.register();
      this.dispatchEvent(new Event("status"));
    });
    new BroadcastChannel(channelName).onmessage = ({ data }) =>
      this.dispatchEvent(new CustomEvent(data.type, { detail: data }));
    this.#candidate.stand();
  }

  /** @returns {Status} */
  get status() {
    return this.#candidate.status;
  }

  /** Whether this page is of the newest version; one that was replaced should reload. */
  get version() {
    return this.#versions?.state ?? "newest";
  }

  /** Like `globalThis.fetch`, but what lies below `v1/` is answered by the runtime. @type {typeof globalThis.fetch} */
  fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith(`${site.href}v1/`)) return globalThis.fetch(request);
    return (await this.#link.fetch(request)).response;
  };

  /** Let the waiting version take over. */
  update() {
    this.#versions?.update();
  }

  /** A port that should lead to the host: straight to our own worker, or through the service worker, or now and then
   * past it, for a guest may be the host. */
  async #dial() {
    if (this.status.role !== "host" && (!this.#versions || ++this.#dialled % 4 === 0)) return dial();
    const { port1: near, port2: far } = new MessageChannel();
    if (this.status.role === "host") {
      this.#candidate.connect(far);
      return near;
    }
    const registration = await navigator.serviceWorker?.getRegistration(site.href);
    if (registration?.active) registration.active.postMessage({ type: "connect" }, [far]);
    else far.close();
    return near;
  }
}

/** A first visit's service worker fetches what the runtime has just fetched: after it, not beside it. */
function hasFetched(/** @type {Status} */ { stage }) {
  return !["none", "download"].includes(stage);
}

// The site's service worker as a page sees it: registered once the runtime has been fetched, and a new
// version of it offered, never imposed.
import { script } from "./trusted.js";

const EVERY = 3_600_000; // ms between two looks

export class Versions {
  /** @type {"newest" | "waiting" | "replaced"}  waiting: a new version does, for `update()`; replaced: it took over */
  state = "newest";
  /** @type {PromiseWithResolvers<ServiceWorker>} */
  #active = Promise.withResolvers();
  /** @type {Promise<void> | null} */
  #registered = null;
  /** @type {ServiceWorkerRegistration | undefined} */
  #registration;

  /**
   * @param {URL} site
   * @param {() => void} onChange  of the state
   */
  constructor(site, onChange) {
    this.site = site;
    this.onChange = onChange;
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    let controlled = serviceWorker.controller !== null;
    serviceWorker.addEventListener("controllerchange", () => {
      if (controlled) this.#become("replaced");
      controlled = true; // the first worker only takes over a page that had none
    });
    serviceWorker.getRegistration(site.href).then((registration) => registration && this.register());
  }

  /** The service worker of the site, once there is one. @returns {Promise<ServiceWorker>} */
  get active() {
    return this.#active.promise;
  }

  /** Safe to call again. */
  register() {
    if (navigator.serviceWorker) this.#registered ??= this.#register();
  }

  /** Let the version that waits take over. */
  update() {
    this.#registration?.waiting?.postMessage({ type: "skip-waiting" });
  }

  async #register() {
    const options = /** @type {const} */ ({ type: "module", scope: this.site.href, updateViaCache: "none" });
    const address = script(new URL("sw.js", this.site));
    const registration = await navigator.serviceWorker.register(address, options);
    this.#registration = registration;
    registration.addEventListener("updatefound", () => this.#watch(registration.installing));
    this.#watch(registration.installing);
    if (registration.active) this.#active.resolve(registration.active);
    this.#lookNowAndThen(registration);
    if (registration.waiting) this.#become("waiting");
  }

  /** Browsers look for a new version when a page is opened. An app may stay open for weeks. @param {ServiceWorkerRegistration} registration */
  #lookNowAndThen(registration) {
    let looked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible" || Date.now() - looked < EVERY) return;
      looked = Date.now();
      registration.update().catch(() => {}); // offline, say
    });
  }

  /** @param {"waiting" | "replaced"} state */
  #become(state) {
    this.state = state;
    this.onChange();
  }

  /** @param {ServiceWorker | null} worker */
  #watch(worker) {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && this.#registration?.active) this.#become("waiting");
      if (worker.state === "activated") this.#active.resolve(worker);
    });
  }
}

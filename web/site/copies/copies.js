// What is known of the copies of this space, for all that show or make them. Python keeps and judges it all; here is
// what only a page can do: write into a folder, and read it back.
import { Automatic } from "./automatic.js";
import { allowFolder, chooseFolder, chosenFolder, forgetFolder } from "./folder.js";
import { home } from "./home.js";
import { messageOf } from "./problems.js";
import { copyTo, fetchFrom, formOf } from "./writing.js";

const OWN = /\/v1\/(copies|backups?)\b/; // what tells of copies, and is no change of what they hold
const QUIET = 1_500; // ms after a change until Python is asked: changes come in bursts

/** @typedef {import("./types.js").Checked} Checked */
/** @typedef {import("./types.js").Copy} Copy */
/** @typedef {import("./types.js").Kind} Kind */
/** @typedef {import("./types.js").Overview} Overview */

/** Events: "changed" when anything here has. */
export class Copies extends EventTarget {
  /** @type {Overview | null} */
  overview = null;
  /** @type {import("./home.js").Home | null} */
  home = null;
  /** @type {import("./folder.js").Access} */
  access = "none";
  /** What is being done now, if anything. @type {"" | "folder" | "worker" | "download" | "check"} */
  busy = "";
  /** The last problem of each place that Python may not have been told. @type {Partial<Record<Kind, string>>} */
  problems = {};
  /** @type {any} */
  #folder = null;
  #asking = 0;

  /** @param {import("../shell/app_object.js").App} app */
  constructor(app) {
    super();
    this.api = app.api;
    app.addEventListener("changed", (event) => {
      const { path } = /** @type {CustomEvent} */ (event).detail;
      this.#soon(OWN.test(path) ? 100 : QUIET);
    });
    this.refresh();
  }

  /** @param {Kind} kind */
  place(kind) {
    return this.overview?.places.find((place) => place.kind === kind) ?? null;
  }

  /** Those of one kind that were written, the newest first. @param {Copy["kind"]} kind */
  of(kind) {
    return this.overview?.copies.filter((copy) => copy.kind === kind && !copy.problem) ?? [];
  }

  /** What went wrong the last time. @param {Kind} kind */
  problemOf(kind) {
    const last = this.overview?.copies.find((copy) => copy.kind === kind);
    return this.problems[kind] ?? last?.problem ?? null;
  }

  /** Whether a copy can be written there without a person. @param {Kind} kind */
  canReach(kind) {
    return kind === "worker" ? Boolean(this.place(kind)?.has_token) : this.access === "granted";
  }

  /** Whether copies should go to the folder, could, and a person has to allow it or choose another. */
  get needsPermission() {
    return Boolean(this.place("folder")) && (this.access === "prompt" || this.access === "none");
  }

  async refresh() {
    const [known, { folder, access }] = await Promise.all([home(), chosenFolder()]);
    Object.assign(this, { home: known, access });
    this.#folder = folder;
    const { promised, usage, quota, days } = known;
    const told = { home: "browser", promised, usage, quota, days };
    const query = Object.entries(told).map(([name, value]) => `${name}=${value}`);
    try {
      this.overview = await this.api.get(`/v1/copies?${query.join("&")}`);
    } catch (error) {
      console.warn("It is not known where copies are.", error); // the next change asks again
    }
    this.#tell();
  }

  // What a person does

  /** Choose a folder, write a copy there at once and test it. */
  async choose() {
    const folder = await chooseFolder();
    if (!folder) return null;
    await this.api.patch("/v1/copies/places/folder", { name: folder.name, minutes: 10 });
    await this.refresh();
    return this.copyAndCheck("folder");
  }

  /** Let the page use the folder again. Needs a click. */
  async allow() {
    if (this.#folder && (await allowFolder(this.#folder))) {
      await this.refresh();
      return this.copyAndCheck("folder");
    }
    return null;
  }

  /** @param {Kind} kind @param {Record<string, unknown>} change */
  async setPlace(kind, change) {
    await this.api.patch(`/v1/copies/places/${kind}`, change);
    await this.refresh();
  }

  /** Let no more copies go there; those that are there stay. @param {Kind} kind */
  async forgetPlace(kind) {
    await this.api.request("DELETE", `/v1/copies/places/${kind}`);
    if (kind === "folder") await forgetFolder();
    delete this.problems[kind];
    await this.refresh();
  }

  /** Let a server keep copies, with a first one at once. @param {string} address @param {string} token */
  async connect(address, token) {
    const minutes = this.place("worker")?.minutes ?? 1440;
    const { name } = await this.api.patch("/v1/copies/places/worker", { name: address, token, minutes });
    const entry = { kind: "tool", owner: "copies", name: "worker", host: new URL(name).origin };
    await this.api.put("/v1/vault/entries", entry).catch(() => {}); // there is no vault, or it is locked
    await this.refresh();
    return this.copyAndCheck("worker");
  }

  /** @param {Kind} kind @returns {Promise<Copy | null>} */
  async copyAndCheck(kind) {
    const copy = await this.copy(kind);
    return copy && this.check(copy);
  }

  /** Write a copy of now. One at a time, in all tabs; null if another goes on. @param {Kind} kind @returns {Promise<Copy | null>} */
  copy(kind) {
    return this.#alone(kind, async () => {
      const { copy } = await (kind === "folder" ? this.#toFolder() : this.api.post("/v1/copies/send", {}));
      delete this.problems[kind];
      return copy;
    });
  }

  /** Give a person a file to keep. @param {import("../shell/app_object.js").App} app @param {"json" | "html"} format @param {string} [passphrase] */
  save(app, format, passphrase) {
    return this.#alone("download", async () => {
      const wish = { format, ...(passphrase && { passphrase }) };
      const answer = await this.api.request("POST", "/v1/backup", wish);
      const madeAt = answer.headers.get("x-made-at");
      const blob = await answer.blob();
      const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "copy";
      app.download(name, blob);
      return this.#note({ kind: "download", name, size: blob.size, made_at: madeAt });
    });
  }

  /** Restore a copy for a test; for a saved one its file is needed. @param {Copy} copy @param {File} [file] @param {string} [passphrase] @returns {Promise<Copy | null>} */
  check(copy, file, passphrase) {
    return this.#alone("check", async () => {
      const path = `/v1/copies/${copy.id}/verify`;
      if (copy.kind === "worker") return this.api.post(path, {});
      const form = formOf(file ?? (await fetchFrom(this.api, this.#folder, copy)), passphrase);
      return (await this.api.request("POST", path, form)).json();
    });
  }

  /** The same with any file. @param {File} file @param {string} [passphrase] @returns {Promise<Checked | null>} */
  checkFile(file, passphrase) {
    return this.#alone("check", async () =>
      (await this.api.request("POST", "/v1/backup/verify", formOf(file, passphrase))).json(),
    );
  }

  /** Bring back what a file holds, beside what is here. @param {File} file @param {string} [passphrase] */
  async restore(file, passphrase) {
    const form = formOf(file, passphrase);
    form.append("again", "true"); // whoever asks for it twice wants it twice
    await this.api.request("POST", "/v1/memory/import", form);
  }

  /** No longer know of a copy. Its file stays where it is. @param {Copy} copy */
  async forget(copy) {
    await this.api.request("DELETE", `/v1/copies/${copy.id}`);
    await this.refresh();
  }

  // Bookkeeping

  async #toFolder() {
    if (this.access !== "granted") throw new DOMException("", "NotAllowedError");
    return copyTo(this.api, this.#folder, this.place("folder")?.name ?? this.#folder.name);
  }

  /** @template T @param {Exclude<Copies["busy"], "">} busy @param {() => Promise<T>} work @returns {Promise<T | null>} */
  #alone(busy, work) {
    return navigator.locks.request("lettawasm/copies", { ifAvailable: true }, async (lock) => {
      if (!lock) return null;
      this.busy = busy;
      this.#tell();
      try {
        return await work();
      } catch (error) {
        if (busy === "folder") await this.#fail(error);
        if (busy === "worker") this.problems.worker = messageOf(error);
        throw error;
      } finally {
        this.busy = "";
        await this.refresh();
      }
    });
  }

  /** @param {unknown} error */
  async #fail(error) {
    const problem = messageOf(error);
    this.problems.folder = problem; // where the disk is full, Python can't keep it
    const place = this.place("folder")?.name ?? "";
    await this.#note({ kind: "folder", place, problem }).catch(() => {});
  }

  /** @param {Record<string, unknown>} copy @returns {Promise<Copy>} */
  async #note(copy) {
    return (await this.api.post("/v1/copies", copy)).copy;
  }

  /** @param {number} wait */
  #soon(wait) {
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => this.refresh(), wait);
  }

  #tell() {
    this.dispatchEvent(new Event("changed"));
  }
}

/** @type {Copies | null} */
let shared = null;

/** The same for the meter and the screen; from now on copies are made when they are due. @param {import("../shell/app_object.js").App} app */
export function copiesOf(app) {
  if (!shared) {
    shared = new Copies(app);
    new Automatic(shared);
  }
  return shared;
}

// Copies that nobody asks for: when a place is due for one, when a person leaves the page, and a test of the newest
// now and then. Python says when; here is who is there then.

const HASTE = 60_000; // ms between two tries, whatever is due
const LONGEST = 2 ** 31 - 1; // ms that a timer can wait
const LARGEST = 5_000_000; // bytes of a copy that is tested unasked: Python is busy for seconds

/** @typedef {import("./types.js").Kind} Kind */

export class Automatic {
  #timer = 0;
  /** @type {Partial<Record<Kind, number>>} */
  #tried = {};

  /** @param {import("./copies.js").Copies} copies */
  constructor(copies) {
    this.copies = copies;
    copies.addEventListener("changed", () => copies.busy || this.#schedule());
    document.addEventListener("visibilitychange", () => document.hidden && this.#leave());
  }

  #schedule() {
    clearTimeout(this.#timer);
    const waits = this.#due().map(({ kind, at }) => Math.max(at, this.#next(kind)) - Date.now());
    const wait = Math.min(...waits, LONGEST);
    if (wait < LONGEST) this.#timer = setTimeout(() => this.#copyWhatIsDue(), Math.max(0, wait));
  }

  /** The places that want a copy, and from when on. */
  #due() {
    const places = this.copies.overview?.places ?? [];
    return places.flatMap(({ kind, due_at: at }) =>
      at && this.copies.canReach(kind) ? [{ kind, at: new Date(at).getTime() }] : [],
    );
  }

  /** @param {Kind} kind */
  #next(kind) {
    return (this.#tried[kind] ?? 0) + HASTE;
  }

  async #copyWhatIsDue() {
    await this.copies.refresh(); // another tab may have been faster
    for (const { kind, at } of this.#due()) if (at <= Date.now()) await this.#copy(kind);
  }

  /** What has changed since the last copy goes along, and nobody is kept waiting by a test. */
  async #leave() {
    await this.copies.refresh(); // it may have happened a moment ago
    for (const { kind } of this.#due()) if (this.#next(kind) <= Date.now()) await this.#copy(kind);
    for (const { kind, wants_check: isWished } of this.copies.overview?.places ?? []) {
      const [newest] = this.copies.of(kind);
      const isSmall = newest && newest.size <= LARGEST;
      if (isWished && isSmall && this.copies.canReach(kind) && document.hidden)
        await this.copies.check(newest).catch(() => {}); // the next time, then
    }
  }

  /** @param {Kind} kind */
  async #copy(kind) {
    this.#tried[kind] = Date.now();
    await this.copies.copy(kind).catch(() => {}); // the meter tells
  }
}

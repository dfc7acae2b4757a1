// What a person writes in a block, and how it is stored: by itself, a moment after the last letter. What somebody else
// writes meanwhile is never written over: both stand side by side until the person has chosen.

const PAUSE = 700; // ms after the last letter

/** @typedef {"" | "waiting" | "saving" | "saved" | "split" | "failed"} State */
/**
 * Where it is kept. `write` rejects with status 409 where the value isn't `expected` any more.
 * @typedef {{ read: () => Promise<string>, write: (value: string, expected: string) => Promise<unknown> }} Place
 */

export class Draft {
  /** @type {State} */
  state = "";
  problem = "";
  /** What somebody else wrote meanwhile. @type {string | null} */
  theirs = null;
  #timer = 0;
  #base;

  /** @param {string} value @param {Place} place @param {() => void} changed */
  constructor(value, place, changed) {
    this.text = this.#base = value;
    this.place = place;
    this.changed = changed;
  }

  /** Whether something would be lost that a person wrote. */
  get isOpen() {
    return this.state === "split" || this.text !== this.#base;
  }

  /** @param {string} text */
  write(text) {
    this.text = text;
    if (this.state === "split") return this.changed();
    this.#say("waiting");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.store(), PAUSE);
  }

  /** Store what isn't yet, now. */
  async store() {
    clearTimeout(this.#timer);
    if (this.state === "saving" || this.state === "split" || this.text === this.#base) return;
    const text = this.text;
    this.#say("saving");
    try {
      await this.place.write(text, this.#base);
      this.#base = text;
      this.#say("saved");
    } catch (problem) {
      await this.#refused(/** @type {any} */ (problem));
    }
    if (this.state === "saved" && this.text !== text) this.write(this.text);
  }

  /** It may have been changed elsewhere. @returns {Promise<void>} */
  async look() {
    if (this.state === "saving" || this.state === "split") return;
    const before = this.#base;
    const now = await this.place.read().catch(() => null); // it may be gone; storing will say so
    if (this.#base !== before) return this.look(); // what was read is from before it was stored
    if (now === null || /** @type {State} */ (this.state) === "saving" || now === this.#base) return;
    if (this.text === this.#base) this.text = this.#base = now;
    else if (now === this.text) this.#base = now;
    else return this.#split(now);
    this.changed();
  }

  /** What stands there in the end: mine, theirs, or theirs with my lines after it. @param {"mine" | "theirs" | "both"} whose */
  choose(whose) {
    const theirs = this.theirs ?? "";
    if (whose === "theirs") this.text = theirs;
    if (whose === "both") this.text = together(theirs, this.text);
    this.#base = theirs;
    this.theirs = null;
    this.#say("saved");
    return this.store();
  }

  /** @param {Error & { status?: number }} problem */
  async #refused(problem) {
    const now = problem.status === 409 ? await this.place.read().catch(() => null) : null;
    if (now !== null && now !== this.text) return this.#split(now);
    this.problem = problem.message;
    this.#say("failed");
  }

  /** @param {string} theirs */
  #split(theirs) {
    clearTimeout(this.#timer);
    this.theirs = theirs;
    this.#say("split");
  }

  /** @param {State} state */
  #say(state) {
    this.state = state;
    this.changed();
  }
}

/** @param {string} theirs @param {string} mine */
function together(theirs, mine) {
  const known = new Set(theirs.split("\n"));
  return [theirs, ...mine.split("\n").filter((line) => !known.has(line))].filter(Boolean).join("\n");
}

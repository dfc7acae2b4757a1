// How high the rows of a long list are: measured where they were seen, estimated elsewhere.

/** @typedef {{ key: string }} Row */

export class Heights {
  /** @type {Map<string, number>} */
  #known = new Map();
  /** Where each row begins, and where the last one ends. */
  #starts = [0];

  /** @param {(row: any) => number} estimate  px */
  constructor(estimate) {
    this.estimate = estimate;
  }

  get total() {
    return this.#starts[this.#starts.length - 1];
  }

  /** @param {Row[]} rows */
  lay(rows) {
    this.#starts = [0];
    for (const row of rows)
      this.#starts.push(
        this.#starts[this.#starts.length - 1] + (this.#known.get(row.key) ?? this.estimate(row)),
      );
  }

  /** Where a row begins, or where the one before it ends. @param {number} index */
  start(index) {
    return this.#starts[index];
  }

  /** The row at a place. @param {number} place  px */
  at(place) {
    let [low, high] = [0, Math.max(0, this.#starts.length - 2)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Remember a row's height. Tells whether it is news. @param {string} key @param {number} height */
  measured(key, height) {
    if (this.#known.get(key) === height) return false;
    this.#known.set(key, height);
    return true;
  }

  /** Heights are of one width only. */
  forget() {
    this.#known.clear();
  }
}

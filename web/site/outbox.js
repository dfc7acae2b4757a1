// What a person said and no agent has taken yet. It is kept with the tab, so a reload doesn't cost it.

/** @typedef {{ otid: string, text: string, pictures: string[] }} Letter  pictures are `data:` URLs */

export class Outbox {
  /** @param {string} agentId */
  constructor(agentId) {
    this.key = `lettawasm.outbox.${agentId}`;
  }

  /** @returns {Letter[]} */
  all() {
    return JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
  }

  /** @param {Letter} letter */
  add(letter) {
    this.#keep([...this.all().filter(({ otid }) => otid !== letter.otid), letter]);
  }

  /** @param {string} otid */
  remove(otid) {
    this.#keep(this.all().filter((letter) => letter.otid !== otid));
  }

  /** @param {Letter[]} letters */
  #keep(letters) {
    try {
      if (letters.length) sessionStorage.setItem(this.key, JSON.stringify(letters));
      else sessionStorage.removeItem(this.key);
    } catch {
      // more than a tab may keep: a reload would cost it
    }
  }
}

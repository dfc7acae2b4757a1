// What a person said and no agent has taken yet. It is kept with the tab, so a reload doesn't cost it.
import { tab } from "../kept.js";

/** @typedef {{ otid: string, text: string, pictures: string[] }} Letter  pictures are `data:` URLs */

export class Outbox {
  /** @param {string} id  of the agent, or of one of its conversations */
  constructor(id) {
    this.key = `lettawasm.outbox.${id}`;
  }

  /** @returns {Letter[]} */
  all() {
    return JSON.parse(tab.kept(this.key) || "[]");
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
    tab.keep(this.key, letters.length ? JSON.stringify(letters) : "");
  }
}

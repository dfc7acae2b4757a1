// What stands in a widget once it was opened, and what it is made from. Each home makes one in its own way.

/**
 * @typedef {object} Wishes  what the page has asked for
 * @property {string} src  the whole address of an agent file, or nothing
 * @property {string} home
 * @property {string} base
 * @property {string} token
 * @property {string} agent
 * @property {string} label
 * @property {string} placeholder
 * @property {string} theme
 * @property {string} model
 * @property {import("../words/words.js").Language} language
 * @property {import("./wording.js").Words} words
 * @property {object} ownWords  those of them that are the page's
 * @property {Record<string, any> | null} provider
 * @property {Tools} tools
 */

/** @typedef {Record<string, Omit<import("../page_tools.js").PageTool, "name">>} Tools */

/**
 * @typedef {object} Room
 * @property {HTMLElement} node
 * @property {string[]} menu  what can be chosen in it: "memory", "export", "delete"
 * @property {"here" | "frame" | "remote"} home
 * @property {() => void} focus
 * @property {(text: string) => Promise<unknown> | void} send
 * @property {(tools: Tools) => void} offer
 * @property {(what: string) => undefined} open  one of the menu
 * @property {() => Promise<Blob | null>} exportAgent  null where the page may not have it
 * @property {() => Promise<unknown>} deleteEverything
 * @property {() => void} leave
 */

/** Tell the page; false when it objects. @typedef {(type: string, detail: unknown) => boolean | Promise<boolean>} Tell */

/** @typedef {(wishes: Wishes, tell: Tell) => Promise<Room>} Furnish */

/** Where the runtime and the memory may live. @type {Record<string, () => Promise<{ furnish: Furnish }>>} */
export const HOMES = {
  here: () => import("./here.js"),
  frame: () => import("./framed.js"),
  remote: () => import("./remote.js"),
};

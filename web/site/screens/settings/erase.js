// The page on which everything that this site has kept is deleted, once no other page has it open.
import { h } from "../../dom.js";
import { language, words } from "../../words/words.js";

const SITE = new URL("../../", import.meta.url);
const FOLDERS = ["lettawasm", "lettawasm-runtime"];
const OWN = /^(lettawasm|webllm)\b/; // others may live on this origin
const PAUSE = 250; // ms until files that are still open are tried again
const LONG = 8; // tries, after which a person can help

const t = await words("settings");
const main = /** @type {HTMLElement} */ (document.querySelector("main"));

document.documentElement.lang = language();
say(t.erasing);
await eraseFiles();
await Promise.all([eraseDatabases(), eraseCaches(), leaveWorkers()]);
for (const key of Object.keys(localStorage)) if (OWN.test(key)) localStorage.removeItem(key);
say(t.erased, h("a", { href: SITE.href }, t.startAnew));

/** @param {string} sentence @param {(HTMLElement | null)} more */
function say(sentence, more = null) {
  main.replaceChildren(h("p", {}, sentence), ...(more ? [more] : []));
}

/** A worker that was stopped just now holds them for a moment, and a page that didn't leave for longer. */
async function eraseFiles() {
  const root = await navigator.storage.getDirectory();
  for (const folder of FOLDERS) {
    for (let tries = 1; !(await isErased(root, folder)); tries += 1) {
      if (tries === LONG) say(t.stillOpen);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** @param {FileSystemDirectoryHandle} root @param {string} name */
async function isErased(root, name) {
  try {
    await root.removeEntry(name, { recursive: true });
    return true;
  } catch (error) {
    return /** @type {DOMException} */ (error).name === "NotFoundError";
  }
}

async function eraseDatabases() {
  const all = (await indexedDB.databases?.()) ?? [];
  for (const { name } of all) if (name && OWN.test(name)) indexedDB.deleteDatabase(name);
}

async function eraseCaches() {
  const names = (await caches.keys()).filter((name) => OWN.test(name) || name.includes(SITE.pathname));
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function leaveWorkers() {
  const registration = await navigator.serviceWorker?.getRegistration(SITE.href);
  await registration?.unregister();
}

// What WebLLM keeps of its models: in folders of its own, for each address a file of bytes and, once all of them are
// there, a record that names the address. Its own way to delete asks the network what there is to delete, and leaves
// some of it; so that is done here.

/** @typedef {import("../models.js").Entry} Entry */
/** @typedef {{ folder: FileSystemDirectoryHandle, name: string, url: string, size: number }} Kept */

const STORE = "tvmjs-opfs-store";
const RECORD = ".record.json";
const BYTES = ".bin";

/** Bytes that are here of it. @param {Entry} entry */
export async function sizeOfCompiled(entry) {
  const kept = await keptOf(entry);
  return kept.reduce((sum, { size }) => sum + size, 0);
}

/** All of it but a library that others need. @param {Entry} entry @param {Entry[]} others */
export async function eraseCompiled(entry, others) {
  for (const { folder, name, url } of await keptOf(entry)) {
    if (others.some(({ library }) => library === url)) continue;
    await folder.removeEntry(name + BYTES).catch(unlessMissing);
    await folder.removeEntry(name + RECORD);
  }
}

/** Bytes of downloads that broke off: without a record, nobody goes on with them. */
export async function eraseFragments() {
  for (const { folder, names } of await scopes()) {
    const kept = names.filter((name) => name.endsWith(RECORD));
    const whole = new Set(kept.flatMap((name) => [name, name.slice(0, -RECORD.length) + BYTES]));
    for (const name of names.filter((each) => !whole.has(each))) await folder.removeEntry(name);
  }
}

/** @param {Entry} entry */
async function keptOf({ source, library }) {
  const base = source.endsWith("/") ? source : `${source}/`;
  return (await allKept()).filter(({ url }) => url === library || url.startsWith(base));
}

async function allKept() {
  /** @type {Kept[]} */
  const kept = [];
  for (const { folder, names } of await scopes()) {
    for (const name of names.filter((each) => each.endsWith(RECORD))) {
      const file = await (await folder.getFileHandle(name)).getFile();
      const { url = "", nbytes = 0 } = await file
        .text()
        .then(JSON.parse)
        .catch(() => ({}));
      kept.push({ folder, name: name.slice(0, -RECORD.length), url, size: nbytes });
    }
  }
  return kept;
}

/** The folders that hold files, and the names of these. */
async function scopes() {
  const scopes = [];
  const root = await navigator.storage.getDirectory();
  const store = await root.getDirectoryHandle(STORE).catch(() => null);
  const open = store ? [store] : [];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    const names = [];
    for await (const handle of folder.values()) {
      if (handle.kind === "directory") open.push(handle);
      else names.push(handle.name);
    }
    scopes.push({ folder, names });
  }
  return scopes;
}

/** @param {unknown} error */
function unlessMissing(error) {
  if (!(error instanceof DOMException && error.name === "NotFoundError")) throw error;
}

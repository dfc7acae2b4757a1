// What other apps share with this one. The service worker takes it, as no server is there to do so, and lays it where
// the page finds it: anybody may send something, so it is only kept once a person has looked at it.

/** @typedef {{ title: string, text: string, url: string, files: File[] }} Shared */

const WORDS = /** @type {const} */ (["title", "text", "url"]);

/** Lay down what came, in place of what came before. @param {URL} site @param {Request} request */
export async function receive(site, request) {
  const form = await request.formData();
  const sent = form.getAll("files").filter((file) => file instanceof File && file.size > 0);
  const files = /** @type {File[]} */ (sent);
  const words = Object.fromEntries(WORDS.map((name) => [name, String(form.get(name) ?? "")]));
  await forget(site);
  const cache = await caches.open(place(site));
  await Promise.all(files.map((file, number) => cache.put(address(site, number), new Response(file))));
  const told = { ...words, files: files.map(({ name, type }) => ({ name, type })) };
  await cache.put(address(site, "words"), Response.json(told));
}

/** What lies there. @param {URL} site @returns {Promise<Shared | null>} */
export async function received(site) {
  const cache = await caches.open(place(site));
  const told = await cache.match(address(site, "words"));
  if (!told) return null;
  const { files, ...words } = await told.json();
  /** @param {{ name: string, type: string }} file @param {number} number */
  const restore = async ({ name, type }, number) => {
    const kept = await cache.match(address(site, number));
    return kept ? [new File([await kept.blob()], name, { type })] : [];
  };
  return { ...words, files: (await Promise.all(files.map(restore))).flat() };
}

/** @param {URL} site */
export async function forget(site) {
  await caches.delete(place(site));
}

/** Not among the caches of the site's versions, which go with them. @param {URL} site */
function place(site) {
  return `lettawasm-shared ${site.pathname}`;
}

/** @param {URL} site @param {string | number} name */
function address(site, name) {
  return new URL(`share/${name}`, site);
}

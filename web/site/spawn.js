// Workers of this site, on whichever page. A browser starts none from the address of another origin; there it gets a
// module of one line, which is the page's own and imports ours.

/** @param {URL} url @param {string} name @returns {Worker} */
export function spawn(url, name) {
  const options = /** @type {const} */ ({ type: "module", name });
  if (url.origin === location.origin) return new Worker(url, options);
  const line = new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" });
  const address = URL.createObjectURL(line);
  return new Worker(address, options); // the address is kept: whoever starts it reads it later
}

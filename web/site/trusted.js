// The addresses from which this site runs code, vouched for in one place: where a page demands trusted types, the
// browser starts no worker from any other. HTML that is written as text is vouched for nowhere; see lib/lit.js.
const SITE = new URL("./", import.meta.url).href;
/** @type {Set<string>} */
const lines = new Set();
const policy = makePolicy();

/** A script of this site, as the browser takes it. @param {URL} url @returns {URL} */
export function script(url) {
  return policy?.createScriptURL(url.href) ?? url;
}

/** A module of one line that is the page's own and imports ours, for a page of another origin. @param {URL} url @returns {URL} */
export function lineFor(url) {
  const line = new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" });
  const address = URL.createObjectURL(line); // it is kept: whoever starts it reads it later
  lines.add(address);
  return script(new URL(address));
}

function makePolicy() {
  try {
    return /** @type {any} */ (globalThis).trustedTypes?.createPolicy("lettawasm", {
      createScriptURL: (/** @type {string} */ text) => {
        if (text.startsWith(SITE) || lines.has(text)) return text;
        throw new TypeError(`${text} is no script of this site.`);
      },
    });
  } catch {
    return null; // somebody else's page, which allows policies by name: it may do without
  }
}

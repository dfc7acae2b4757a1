// Watches a page for what must never happen in it. It runs before the page does.
globalThis.seen = [];
globalThis.pwned = () => seen.push("a script ran");
addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
  seen.push(`${violatedDirective}: ${blockedURI}`),
);
for (const name of ["alert", "confirm", "prompt"]) globalThis[name] = () => seen.push(name);

const OURS = "script[src='start.js'], script[src='app.js'], head > meta, head > link, dialog video";
const FORBIDDEN =
  "script, iframe, object, embed, audio, video, base, form[action], meta, link, style, foreignObject, animate";
const FETCHES = /^(src|srcset|poster|background|ping|formaction)$/;

/** Elements that could run or fetch something, also in shadow trees. */
globalThis.suspects = () => {
  const found = {}.polluted ? ["a prototype"] : [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (!element.matches(OURS) && isSuspect(element)) found.push(element.outerHTML);
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return found;
};

function isSuspect(element) {
  return element.matches(FORBIDDEN) || [...element.attributes].some((each) => isDangerous(element, each));
}

function isDangerous(element, { name, value }) {
  if (name.startsWith("on")) return true;
  if (FETCHES.test(name)) return !/^(data:image\/(?!svg)|blob:)/.test(value);
  if (!name.endsWith("href") || element.localName === "use") return false;
  const { protocol, origin } = new URL(value, location.href);
  return origin !== location.origin && !/^(https?|mailto):$/.test(protocol);
}

// Elements in one expression. Text always becomes a text node, so that nothing in a backup can become markup.

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} attributes  `on…` is a listener, true an empty attribute, false and null none
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The element of the page with this id. @param {string} id @returns {any} */
function byId(id) {
  return document.getElementById(id);
}

/** A text in which the words that were searched for are marked. @param {string} text @param {RegExp | null} words */
function marked(text, words) {
  const piece = document.createDocumentFragment();
  if (!words) piece.append(text);
  else text.split(words).forEach((part, place) => piece.append(place % 2 ? h("mark", {}, part) : part));
  return piece;
}

/** @param {string | null | undefined} moment  ISO 8601, as backups have them */
function timeOf(moment) {
  if (!moment || Number.isNaN(Date.parse(moment))) return null;
  const said = new Date(moment).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return h("time", { datetime: moment }, said);
}

/** @param {number} count @param {string} one @param {string} [many] */
function counted(count, one, many = one + "s") {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

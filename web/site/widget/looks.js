// How a page wants its widget to look, as far as that can be told to a frame: colours and a font of its own.

const NAMES = [
  "paper",
  "raised",
  "tint",
  "rule",
  "edge",
  "ink",
  "faded",
  "accent",
  "on-accent",
  "font",
  "text-font",
];

/** What an element's `--letta-…` properties say. @param {Element} element @returns {[string, string][]} */
export function looksOf(element) {
  const style = getComputedStyle(element);
  const pairs = NAMES.map(
    (name) => /** @type {[string, string]} */ ([name, style.getPropertyValue(`--letta-${name}`).trim()]),
  );
  return pairs.filter(([, value]) => value);
}

/** Only what is a colour, or the name of a font: a page may not make a frame fetch anything. @param {HTMLElement} element @param {[string, string][]} looks */
export function wear(element, looks) {
  for (const [name, value] of looks) {
    const kind = name.endsWith("font") ? "font-family" : "color";
    const isPlain = NAMES.includes(name) && CSS.supports(kind, value) && !/url|image|var/i.test(value);
    if (isPlain) element.style.setProperty(`--letta-${name}`, value);
  }
}

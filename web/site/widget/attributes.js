// The attributes of <letta-agent>, and properties that are attributes: one truth, two ways to it.

/** Attributes that are texts, and what an absent one stands for. */
export const TEXTS = {
  src: "",
  home: "here",
  base: "",
  token: "",
  agent: "",
  label: "",
  placeholder: "",
  position: "end",
  theme: "auto",
  model: "",
};
export const PLACES = ["src", "home", "base", "token", "agent", "model"]; // with another one it is another agent

/** @param {{ prototype: HTMLElement }} element @param {Record<string, string>} texts  by name, with what an absent one stands for */
export function reflectTexts({ prototype }, texts) {
  for (const [name, absent] of Object.entries(texts)) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      /** @this {HTMLElement} */
      get() {
        return this.getAttribute(name) ?? absent;
      },
      /** @this {HTMLElement} @param {unknown} value */
      set(value) {
        if (value === null || value === undefined) this.removeAttribute(name);
        else this.setAttribute(name, String(value));
      },
    });
  }
}

/** Frameworks write false as a word, into elements that they don't know yet. @param {Element} element @param {string} name */
export function isOn(element, name) {
  return (element.getAttribute(name) ?? "false") !== "false";
}

/** @param {Element} element @param {string} name @param {boolean} wish */
export function turn(element, name, wish) {
  if (!wish) element.removeAttribute(name);
  else if (!isOn(element, name)) element.setAttribute(name, "");
}

/** What was set before the element was defined lies on the element itself, where it would hide the accessors. @param {HTMLElement} element @param {string[]} names */
export function takeEarly(element, names) {
  const own = /** @type {any} */ (element);
  for (const name of names.filter((each) => Object.hasOwn(own, each))) {
    const value = own[name];
    delete own[name];
    own[name] = value;
  }
}

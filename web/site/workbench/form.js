// A form made of a tool's JSON Schema, and the arguments that a person wrote into it.
import { h } from "../dom.js";
import { words } from "../words/words.js";

/** @typedef {Record<string, any>} Schema */

const { form: t } = await words("workbench");

/**
 * Show a field for each argument; what was written stays.
 * @param {HTMLFormElement} form @param {Schema} parameters
 */
export function showFields(form, { properties = {}, required = [] }) {
  const written = new Map([...new FormData(form)]);
  const fields = Object.entries(properties).map(([name, schema]) => {
    const field = fieldOf(name, schema);
    if (written.has(name)) field.value = /** @type {string} */ (written.get(name));
    const note = required.includes(name) ? null : h("small", {}, t.optional);
    const about = schema.description ? h("span", { class: "hint" }, schema.description) : null;
    return h("label", {}, h("span", {}, h("code", {}, name), " ", note), about, field);
  });
  form.replaceChildren(...(fields.length ? fields : [h("p", { class: "hint" }, t.none)]));
}

/** @param {string} name @param {Schema} schema @returns {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */
function fieldOf(name, schema) {
  const choices = schema.type === "boolean" ? ["true", "false"] : schema.enum;
  if (choices) return h("select", { name }, ...["", ...choices].map((each) => h("option", {}, String(each))));
  const isText = schema.type === "string";
  const placeholder = JSON.stringify(schema.default) ?? (isText ? null : "JSON");
  const step = { integer: "1", number: "any" }[/** @type {string} */ (schema.type)];
  if (step) return h("input", { name, type: "number", step, placeholder });
  return h("textarea", { name, rows: "1", spellcheck: "false", placeholder });
}

/**
 * The arguments; a field that is empty gives none, but a text that is required is empty then.
 * @param {HTMLFormElement} form @param {Schema} parameters
 */
export function argumentsOf(form, { properties = {}, required = [] }) {
  /** @type {Record<string, unknown>} */
  const found = {};
  for (const [name, text] of new FormData(form)) {
    const { type } = properties[name];
    if (text !== "") found[name] = valueOf(name, String(text), type);
    else if (type === "string" && required.includes(name)) found[name] = "";
  }
  return found;
}

/** @param {string} name @param {string} text @param {unknown} type */
function valueOf(name, text, type) {
  if (type === "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(t.json(name, type === "array" ? '["a", "b"]' : '{"a": 1}'));
  }
}

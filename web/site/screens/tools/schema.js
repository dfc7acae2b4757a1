// What a tool takes, for people: each argument with its type and what it is for.
import { css, html, nothing } from "../../lib/lit.js";
import { words } from "../../words/words.js";

/** @typedef {import("../../workbench/form.js").Schema} Schema */

const t = await words("tools");

export const schemas = css`
  .arguments {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
  }

  .arguments dd {
    color: var(--faded);
    overflow-wrap: anywhere;
  }

  .arguments dt {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: baseline;
  }
`;

/** @param {Schema | undefined} parameters */
export function argumentsList(parameters) {
  const { properties = {}, required = [] } = parameters ?? {};
  const all = Object.entries(properties);
  if (!all.length) return html`<p class="hint">${t.tool.takesNothing}</p>`;
  return html`<dl class="arguments">
    ${all.map(
      ([name, schema]) =>
        html`<div>
          <dt>
            <code>${name}</code><span class="hint">${typeOf(schema)}</span>
            ${required.includes(name) ? nothing : html`<span class="tag">${t.tool.optional}</span>`}
          </dt>
          <dd>${about(schema)}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A type in few words: `text`, `list of numbers`. @param {Schema} schema @returns {string} */
export function typeOf(schema) {
  if (schema.enum)
    return schema.enum.map((/** @type {unknown} */ each) => JSON.stringify(each)).join(t.tool.or);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(t.tool.or);
  const names = [schema.type ?? []]
    .flat()
    .map((name) => t.tool.types[/** @type {"string"} */ (name)] ?? name);
  const type = names.join(t.tool.or) || t.tool.types.any;
  return schema.type === "array" && schema.items ? t.tool.listOf(typeOf(schema.items)) : type;
}

/** @param {Schema} schema */
function about({ description = "", default: value }) {
  const byDefault = value === undefined || value === null ? "" : t.tool.byDefault(JSON.stringify(value));
  return [description, byDefault].filter(Boolean).join(" ");
}

/** JSON as people read it; a text that is none as it is. @param {string | null} text */
export function prettyJson(text) {
  try {
    return JSON.stringify(JSON.parse(text || "{}"), null, 2);
  } catch {
    return text ?? "";
  }
}

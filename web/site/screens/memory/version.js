// What a version says of itself: what kind of change it is, and of what.

/** @typedef {"block" | "passage" | "agent"} Kind */
/** @typedef {"person" | "agent" | "import" | "sync" | "compaction" | "restore"} Actor */
/** @typedef {"user" | "tool" | "web" | "file" | "import" | "memory"} Origin */
/** @typedef {"made" | "changed" | "gone" | "forgotten"} Verb */
/** @typedef {Record<string, any> | null} Said */
/**
 * @typedef {{ id: string, object_id: string, kind: Kind, number: number, state: "whole" | "gone" | "forgotten", created_at: string, actor: Actor, agent_id: string | null, run_id: string | null, step_id: string | null, message_id: string | null, origin: Origin | null, source: string | null, title?: string | null }} Head
 */
/** @typedef {Head & { before: Said, after: Said }} Version */

export const ACTORS = /** @type {Actor[]} */ (["person", "agent", "import", "compaction", "restore", "sync"]);
export const ORIGINS = /** @type {Origin[]} */ (["user", "tool", "web", "file", "import", "memory"]);
const TEXTS = ["value", "text"];

/** @param {Head} head @returns {Verb} */
export function verbOf({ state, number }) {
  if (state !== "whole") return state;
  return number === 1 ? "made" : "changed";
}

/** What a block or a passage says in a state. @param {Said} said @returns {string} */
export function textOf(said) {
  return said?.value ?? said?.text ?? "";
}

/** @param {Version} version  its text, or nothing for what isn't a text */
export function hasText({ before, after }) {
  return TEXTS.some((name) => name in (after ?? before ?? {}));
}

/** The fields that changed, apart from the text; those of an agent's settings as `settings.system`. @param {Version} version @returns {{ name: string, before: string, after: string }[]} */
export function fieldsOf({ before, after }) {
  if (!before || !after) return [];
  const [old, now] = [flat(before), flat(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names
    .filter((name) => !TEXTS.includes(name) && old[name] !== now[name])
    .map((name) => ({ name, before: old[name] ?? "", after: now[name] ?? "" }));
}

/** @param {Record<string, any>} state @param {string} [path] @returns {Record<string, string>} */
function flat(state, path = "") {
  return Object.assign(
    {},
    ...Object.entries(state).map(([name, value]) =>
      value && typeof value === "object" && !Array.isArray(value)
        ? flat(value, `${path}${name}.`)
        : { [path + name]: typeof value === "string" ? value : JSON.stringify(value) },
    ),
  );
}

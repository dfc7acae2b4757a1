// What memory was, and who changed it: one entry for each version, the newest first.

const ACTORS = /** @type {Record<string, string>} */ ({
  person: "by a person",
  agent: "by the agent",
  import: "by an import",
  sync: "by another space",
  compaction: "to make room",
  restore: "by a restore",
});

const MOST_FIELDS = 5; // that are shown unasked
const MOST_CHARACTERS = 1_500;

const ORIGINS = /** @type {Record<string, string>} */ ({
  tool: "from what a tool returned",
  web: "from the web",
  file: "from a file",
  import: "from what was imported",
  memory: "from memory",
});

/** @typedef {{ created_at: string, cause: Record<string, string>, state?: any, changes?: any }} Version */

/** @param {{ id: string, kind: string, versions: Version[] }} past @returns {(Entry & { at: string })[]} */
function pastEntries(past) {
  let state = /** @type {any} */ (null);
  return past.versions.map((version, place) => {
    const before = state;
    state = version.changes ? { ...before, ...version.changes } : (version.state ?? null);
    return versionEntry(past, version, before, state, place + 1);
  });
}

/** @param {any} past @param {Version} version @param {any} before @param {any} after @param {number} number */
function versionEntry(past, version, before, after, number) {
  const title = `${nameOf(past, after ?? before)}, version ${number}`;
  const changes = changesOf(before, after);
  const { actor, origin, source } = version.cause;
  const cause = [ACTORS[actor] ?? actor, ORIGINS[origin], source].filter(Boolean).join(", ");
  return {
    at: version.created_at,
    text: [title, cause, ...changes.flat()].join("\n"),
    /** @param {RegExp | null} words */
    show: (words) =>
      h(
        "article",
        { class: "version" },
        h("header", {}, h("b", {}, marked(title, words)), " ", timeOf(version.created_at)),
        h("p", { class: "hint" }, marked(`${happened(before, after)} ${cause}`, words)),
        ...changesShown(changes, words),
      ),
  };
}

/** @param {any} past @param {any} state */
function nameOf(past, state) {
  if (past.kind === "block") return `Block ${state?.label ?? past.id}`;
  if (past.kind === "agent") return `Agent ${state?.name ?? past.id}`;
  return past.kind === "prompt" ? "Compiled prompt" : "Passage";
}

/** @param {any} before @param {any} after */
function happened(before, after) {
  if (!after) return "Deleted";
  return before ? "Changed" : "Made";
}

/** Which fields differ: their names, and both texts. @param {any} before @param {any} after */
function changesOf(before, after) {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const keys = Object.keys({ ...old, ...now });
  const both = keys.map((key) => [key, old[key] ?? "", now[key] ?? ""]);
  return /** @type {[string, string, string][]} */ (both.filter(([, was, is]) => was !== is));
}

/** A state's fields as texts, those of its settings one by one, without what people can't use. @param {any} state */
function fieldsOf(state) {
  const { settings, archive_id, created_at, ...rest } = state ?? {};
  const fields = /** @type {Record<string, string>} */ ({});
  for (const [key, value] of Object.entries({ ...rest, ...settings })) fields[key] = asText(value);
  return fields;
}

/** @param {any} value @returns {string} */
function asText(value) {
  if (value === undefined || value === null || value === false) return "";
  if (Array.isArray(value)) return value.map((one) => one?.text ?? asText(one)).join(", ");
  if (typeof value === "object" && !Object.keys(value).length) return "";
  return typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
}

/** What is long is folded. @param {[string, string, string][]} changes @param {RegExp | null} words */
function changesShown(changes, words) {
  const shown = changes.map(([key, old, now]) => differenceShown(key, old, now, words));
  const size = changes.reduce((sum, [, old, now]) => sum + old.length + now.length, 0);
  if (changes.length <= MOST_FIELDS && size <= MOST_CHARACTERS) return shown;
  const isOpen = words !== null && changes.some((change) => words.test(change.join("\n")));
  const title = changes.map(([key]) => key.replaceAll("_", " ")).join(", ");
  return [h("details", { open: isOpen }, h("summary", {}, title), ...shown)];
}

/** The lines that went and the lines that came, with one line around them.
 * @param {string} key @param {string} before @param {string} after @param {RegExp | null} words
 */
function differenceShown(key, before, after, words) {
  const [old, now] = [before, after].map((text) => (text ? text.split("\n") : []));
  const start = alike(old, now);
  const end = Math.min(alike(old.toReversed(), now.toReversed()), Math.min(old.length, now.length) - start);
  /** @param {"del" | "ins" | "div"} tag @param {string[]} lines */
  const shown = (tag, lines) => lines.map((line) => h(tag, {}, marked(line, words)));
  return h(
    "div",
    { class: "change" },
    h("span", { class: "hint" }, key.replaceAll("_", " ")),
    h(
      "div",
      { class: "text" },
      ...shown("div", old.slice(Math.max(0, start - 1), start)),
      ...shown("del", old.slice(start, old.length - end)),
      ...shown("ins", now.slice(start, now.length - end)),
      ...shown("div", now.slice(now.length - end, now.length - end + 1)),
    ),
  );
}

/** How many lines two texts have in common before the first that differs. @param {string[]} a @param {string[]} b */
function alike(a, b) {
  const place = a.findIndex((line, at) => line !== b[at]);
  return place < 0 ? a.length : place;
}

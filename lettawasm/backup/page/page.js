// The page: opens the backup that stands in it, shows one agent's part of it, and finds words there.

const FIRST = 50; // entries of a section that are shown unasked
const MORE = 500;

/** What is left of each section to be shown. @type {Map<Element, () => void>} */
const rests = new Map();

/** @param {any} backup */
function begin(backup) {
  const { content, made_at } = backup;
  const agents = content.agent_file?.agents ?? [];
  const ownerless = content.history.filter((/** @type {any} */ past) => !past.agent_ids.length);
  const isLoose = content.loose.blocks.length + content.loose.archives.length + ownerless.length > 0;
  const choices = [...agents, ...(isLoose || !agents.length ? [null] : [])];
  const select = byId("agents");
  choices.forEach((agent, place) =>
    select.append(h("option", { value: place }, agent?.name ?? "What no agent holds")),
  );
  byId("choice").hidden = choices.length < 2;
  byId("about").append("A backup of ", timeOf(made_at) ?? "an unknown time");
  for (const id of ["top", "main", "foot"]) byId(id).hidden = false;
  const show = () => showAgent(content, choices[select.value]);
  select.addEventListener("change", show);
  byId("words").addEventListener("input", () => requestAnimationFrame(searchAgain));
  addEventListener("beforeprint", showEverything);
  show();
}

/** The sections that are shown, whatever is searched for. @type {Section[]} */
let sections = [];

/** @param {any} content @param {any} agent */
function showAgent(content, agent) {
  sections = sectionsOf(content, agent);
  byId("name").textContent = document.title = agent?.name ?? "What no agent holds";
  searchAgain();
}

function searchAgain() {
  const words = byId("words").value.trim().split(/\s+/).filter(Boolean);
  const marks = words.length ? new RegExp(`(${words.map(escaped).join("|")})`, "i") : null;
  const wanted = words.map((/** @type {string} */ word) => word.toLowerCase());
  const found = sections.map((one) => ({ ...one, entries: one.entries.filter(holding(wanted)) }));
  const shown = found.filter((one) => one.entries.length);
  rests.clear();
  byId("contents").replaceChildren(...shown.map((one) => contentsLink(one)));
  byId("main").replaceChildren(...shown.map((one) => sectionShown(one, marks)));
  const count = shown.reduce((sum, one) => sum + one.entries.length, 0);
  byId("found").textContent = words.length
    ? count
      ? `${counted(count, "entry", "entries")} found`
      : "Nothing found"
    : "";
}

/** @param {string} word */
function escaped(word) {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Whether an entry has all the words. @param {string[]} words */
function holding(words) {
  return (/** @type {Entry & { folded?: string }} */ entry) => {
    if (!words.length) return true;
    entry.folded ??= entry.text.toLowerCase();
    const text = entry.folded;
    return words.every((word) => text.includes(word));
  };
}

/** @param {Section} section */
function contentsLink(section) {
  return h(
    "a",
    { href: `#${section.id}` },
    section.title,
    " ",
    h("small", {}, section.entries.length.toLocaleString()),
  );
}

/** @param {Section} section @param {RegExp | null} words */
function sectionShown(section, words) {
  const list = h("div", {});
  const more = h("button", { type: "button", "aria-describedby": `${section.id}-heading` });
  const count = section.entries.length;
  let shown = 0;
  const extend = (/** @type {number} */ by) => {
    list.append(...section.entries.slice(shown, shown + by).map((entry) => entry.show(words)));
    shown = Math.min(shown + by, count);
    more.textContent = `Show more (${(count - shown).toLocaleString()} left)`;
    if (shown === count) more.remove();
  };
  more.addEventListener("click", () => extend(MORE));
  const heading = h(
    "h2",
    { id: `${section.id}-heading` },
    section.title,
    " ",
    h("small", {}, counted(count, section.noun)),
  );
  const made = h(
    "section",
    { id: section.id, "aria-labelledby": heading.id, tabindex: -1 },
    heading,
    list,
    more,
  );
  extend(FIRST);
  rests.set(made, () => extend(count));
  return made;
}

/** On paper nothing is folded and nothing left out. */
function showEverything() {
  for (const rest of rests.values()) rest();
  for (const folded of document.querySelectorAll("details")) folded.open = true;
}

/** Ask for the passphrase until it is the right one. @param {string} sealed */
function askFor(sealed) {
  const form = byId("locked");
  form.hidden = false;
  byId("passphrase").focus();
  form.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    byId("refusal").textContent = "";
    const text = await unsealed(byId("passphrase").value, sealed);
    button.disabled = false;
    if (text === null) {
      byId("refusal").textContent = "That passphrase doesn't open it, or the file is damaged.";
      byId("passphrase").select();
      return;
    }
    form.remove();
    begin(JSON.parse(text));
  });
}

try {
  const backup = JSON.parse(byId("backup").textContent);
  if ("sealed" in backup) askFor(backup.sealed);
  else begin(backup);
} catch {
  byId("damaged").hidden = false; // cut off or changed, whatever the error says
}

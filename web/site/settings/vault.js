// The vault in the settings: made, unlocked, locked, given another passphrase, emptied.
import { h } from "../dom.js";
import { passphraseForm } from "./passphrase.js";
import { saying, tell } from "./tell.js";

/** @typedef {import("../api.js").Api} Api */
/** @typedef {{ exists: boolean, is_locked: boolean, idle_minutes: number, entries: number, damaged: string[] }} Status */

const NONE =
  "Keys are in this tab's memory, and gone when you close it. A vault keeps them on this device, locked by a passphrase.";
const NEW =
  "Nobody can tell you this passphrase again, and without it the keys can't be read. They can be given anew at any time.";
const LOCKED = "The vault is locked: models whose keys lie in it can't be asked.";
/** Minutes, and how they are said. @type {[number, string][]} */
const IDLE = [
  [5, "5 minutes"],
  [15, "15 minutes"],
  [60, "an hour"],
  [480, "8 hours"],
  [0, "never, until the tab is closed"],
];

/**
 * An element that shows the vault as it is, and changes it.
 * @param {Api} api
 * @param {(status: Status) => void} onStatus
 */
export function vaultSection(api, onStatus) {
  const said = saying();
  const place = h("div", { class: "vault" });
  const refresh = async () => {
    const status = await api.get("/v1/vault");
    onStatus(status);
    const next = await parts(status);
    const hadFocus = place.contains(document.activeElement);
    place.replaceChildren(...next);
    const first = /** @type {HTMLElement | null} */ (place.querySelector("button, input, select, summary"));
    if (hadFocus) first?.focus(); // a keyboard never loses its place
  };
  /** @param {string} sentence @param {() => Promise<unknown>} work */
  const act = (sentence, work) =>
    tell(said, async () => {
      await work();
      await refresh();
      return sentence;
    });
  /** @param {Status} status @returns {Promise<Node[]>} */
  const parts = async (status) => {
    if (!status.exists) return [making(api, act)];
    if (status.is_locked) return [unlocking(api, act), forgetting(api, act)];
    const [entries, providers] = await Promise.all([api.get("/v1/vault/entries"), api.get("/v1/providers/")]);
    return [
      kept(api, act, entries, providers, status.damaged),
      idle(api, act, status.idle_minutes),
      changing(api, act),
      h("div", { class: "row" }, locking(api, act), forgetting(api, act)),
    ];
  };
  return { element: h("div", {}, place, said), refresh };
}

/** @typedef {(sentence: string, work: () => Promise<unknown>) => Promise<void>} Act */

/** @param {Api} api @param {Act} act */
function making(api, act) {
  const wish = { asks: /** @type {("old" | "new")[]} */ (["new"]), button: "Make a vault", hint: NEW };
  return h(
    "details",
    {},
    h("summary", {}, "Keep keys in a vault"),
    h("p", { class: "hint" }, NONE),
    passphraseForm(wish, ({ passphrase }) =>
      act("The vault is made, and open.", async () => {
        await api.post("/v1/vault", { passphrase });
        await moveIn(api);
      }),
    ),
  );
}

/** Keys that are in memory now are kept from now on. @param {Api} api */
async function moveIn(api) {
  const { forgetInTab } = await import("../providers.js");
  for (const { id, name, has_key: hasKey } of await api.get("/v1/providers/")) {
    if (!hasKey) continue;
    await api.put("/v1/vault/entries", { kind: "provider", owner: id });
    forgetInTab(name);
  }
}

/** @param {Api} api @param {Act} act */
function unlocking(api, act) {
  const wish = { asks: /** @type {("old" | "new")[]} */ (["old"]), button: "Unlock", hint: LOCKED };
  return passphraseForm(wish, ({ passphrase }) =>
    act("The vault is open.", () => api.post("/v1/vault/unlock", { passphrase })),
  );
}

/** @param {Api} api @param {Act} act */
function changing(api, act) {
  const wish = { asks: /** @type {("old" | "new")[]} */ (["old", "new"]), button: "Change the passphrase" };
  return h(
    "details",
    {},
    h("summary", {}, "Another passphrase"),
    passphraseForm(wish, (given) =>
      act("The vault has a new passphrase.", () => api.post("/v1/vault/passphrase", given)),
    ),
  );
}

/** @param {Api} api @param {Act} act @param {any[]} entries @param {any[]} providers @param {string[]} damaged */
function kept(api, act, entries, providers, damaged) {
  if (!entries.length)
    return h("p", {}, "The vault is open, and empty. Keys that you give now are kept in it.");
  const nameOf = (/** @type {any} */ { kind, owner, name }) =>
    providers.find(({ id }) => id === owner)?.name ?? `${kind} ${name || owner}`;
  const row = (/** @type {any} */ entry) => {
    const title = `${nameOf(entry)}${entry.host ? `, for ${entry.host} only` : ""}`;
    const forget = () => act("Forgotten.", () => api.request("DELETE", `/v1/vault/entries/${entry.id}`));
    const button = h(
      "button",
      { type: "button", "aria-label": `Forget ${title}`, onclick: forget },
      "Forget",
    );
    const note = damaged.includes(entry.id) ? " (can't be read any more)" : "";
    return h("li", {}, h("span", {}, title + note), button);
  };
  return h(
    "div",
    {},
    h("p", {}, "The vault is open. In it:"),
    h("ul", { class: "kept" }, ...entries.map(row)),
  );
}

/** @param {Api} api @param {Act} act @param {number} minutes */
function idle(api, act, minutes) {
  const known = IDLE.some(([each]) => each === minutes) ? IDLE : [[minutes, `${minutes} minutes`], ...IDLE];
  const select = h(
    "select",
    {
      onchange: () => act("Changed.", () => api.patch("/v1/vault", { idle_minutes: Number(select.value) })),
    },
    ...known.map(([value, text]) => h("option", { value, selected: value === minutes }, String(text))),
  );
  return h("label", {}, "Locks after ", select);
}

/** @param {Api} api @param {Act} act */
function locking(api, act) {
  const lock = () => act("The vault is locked.", () => api.post("/v1/vault/lock", {}));
  return h("button", { type: "button", onclick: lock }, "Lock now");
}

/** The first click asks, the second one does it. @param {Api} api @param {Act} act */
function forgetting(api, act) {
  const button = h(
    "button",
    {
      type: "button",
      class: "quiet",
      onclick: () => {
        if (button.dataset.asked)
          return act("All keys are forgotten.", () => api.request("DELETE", "/v1/vault"));
        button.dataset.asked = "yes";
        button.textContent = "Really forget all of its keys?";
      },
    },
    "Forget everything",
  );
  return button;
}

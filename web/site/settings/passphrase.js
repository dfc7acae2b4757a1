// Asking for passphrases. They are read out of their fields once, and the fields emptied.
import { h } from "../dom.js";

const LEAST = 8; // characters

/** @param {string} name @param {string} label @param {"current-password" | "new-password"} autocomplete */
function field(name, label, autocomplete) {
  const least = autocomplete === "new-password" ? { minlength: String(LEAST) } : {};
  const input = h("input", { type: "password", name, autocomplete, required: true, ...least });
  return { input, row: h("label", {}, `${label} `, input) };
}

/** @typedef {{ passphrase: string, new_passphrase: string }} Given */

/**
 * A form of one button.
 * @param {{ asks: ("old" | "new")[], button: string, hint?: string }} wish
 * @param {(given: Given) => Promise<void>} onGiven
 */
export function passphraseForm({ asks, button, hint }, onGiven) {
  const old = asks.includes("old") ? field("passphrase", "Passphrase", "current-password") : null;
  const fresh = asks.includes("new") ? field("new", old ? "New one" : "Passphrase", "new-password") : null;
  const again = fresh ? field("again", "Once more", "new-password") : null;
  const compare = () => {
    const isSame = !fresh || fresh.input.value === again?.input.value;
    again?.input.setCustomValidity(isSame ? "" : "These two are not the same.");
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const given = { passphrase: (old ?? fresh)?.input.value ?? "", new_passphrase: fresh?.input.value ?? "" };
    for (const each of [old, fresh, again]) if (each) each.input.value = "";
    await onGiven(given);
  };
  return h(
    "form",
    { class: "passphrase", onsubmit: submit, oninput: compare },
    hint ? h("p", { class: "hint" }, hint) : null,
    ...[old, fresh, again].map((each) => each && each.row),
    h("button", {}, button),
  );
}

/**
 * Ask for the passphrase of the vault in a dialog of its own. Tells whether the vault is open then.
 * @param {import("../api.js").Api} api
 * @returns {Promise<boolean>}
 */
export function askToUnlock(api) {
  const said = h("p", { class: "said error", role: "alert" });
  const { promise, resolve } = Promise.withResolvers();
  const dialog = h("dialog", {
    class: "unlock",
    "aria-label": "Unlock the vault",
    onclose: () => done(false),
  });
  const done = (/** @type {boolean} */ isOpen) => {
    dialog.remove();
    resolve(isOpen);
  };
  const wish = /** @type {const} */ ({
    asks: ["old"],
    button: "Unlock and try again",
    hint: "The model's key lies in the vault, which is locked.",
  });
  const form = passphraseForm({ ...wish, asks: [...wish.asks] }, async ({ passphrase }) => {
    try {
      await api.post("/v1/vault/unlock", { passphrase });
      done(true);
    } catch (error) {
      said.textContent = /** @type {Error} */ (error).message;
    }
  });
  const later = h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Not now");
  form.append(later);
  dialog.append(h("h2", {}, "Unlock the vault"), form, said);
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

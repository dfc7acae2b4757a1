// Copies into the chosen folder and out of it again: the files there, and what Python knows of them, in step.
import { namesIn, nameOf, readCopy, removeCopy, writeCopy } from "./folder.js";

/** @typedef {import("./types.js").Copy} Copy */

/**
 * Write a copy of now, then take away those that nobody needs any more.
 * @param {import("../api.js").Api} api @param {any} folder @param {string} place  what the folder is called
 * @returns {Promise<{ copy: Copy, doomed: Copy[] }>}
 */
export async function copyTo(api, folder, place) {
  const answer = await api.request("POST", "/v1/backup", {});
  const madeAt = answer.headers.get("x-made-at") ?? "";
  const name = nameOf(madeAt);
  const size = await writeCopy(folder, name, /** @type {any} */ (answer.body));
  const told = await api.post("/v1/copies", { kind: "folder", place, name, size, made_at: madeAt });
  for (const old of told.doomed) {
    await removeCopy(folder, old.name);
    await forget(api, old);
  }
  return told;
}

/** A copy's file. One that somebody has deleted is known no more. @param {import("../api.js").Api} api @param {any} folder @param {Copy} copy */
export async function fetchFrom(api, folder, copy) {
  try {
    return await readCopy(folder, copy.name);
  } catch (error) {
    if (!(await namesIn(folder)).has(copy.name)) await forget(api, copy);
    throw error;
  }
}

/** @param {import("../api.js").Api} api @param {Copy} copy */
export function forget(api, copy) {
  return api.request("DELETE", `/v1/copies/${copy.id}`);
}

/** A file on its way to a test, or back in. @param {File} file @param {string} [passphrase] */
export function formOf(file, passphrase) {
  const form = new FormData();
  form.append("file", file);
  if (passphrase) form.append("passphrase", passphrase);
  return form;
}

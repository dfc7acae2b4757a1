// The runtime in this page, one for all widgets in it, and a way to it for each of them.
import { connect } from "../lettawasm.js";
import { missingNeeds, sentencesFor } from "../needs.js";
import { Api } from "./ui.js";

/** @type {import("../lettawasm.js").Lettawasm | null} */
let runtime = null;

/** Throws where the browser lacks what the runtime needs. */
export async function checkNeeds() {
  const missing = missingNeeds({ isGuest: true });
  if (missing.length) throw new Error((await sentencesFor(missing)).join(" "));
}

/** @param {{ isGuest?: boolean }} [options]  a frame is a guest even in its own origin */
export function theRuntime(options) {
  runtime ??= connect(options);
  return runtime;
}

/** @param {import("../lettawasm.js").Lettawasm} runtime */
export function apiOf({ fetch, baseURL }) {
  return new Api(fetch, baseURL);
}

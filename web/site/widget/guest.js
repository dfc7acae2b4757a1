// The runtime in this page, one for all widgets in it, and a way to it for each of them.
import { connect } from "../lettawasm.js";
import { missingNeeds } from "../needs.js";
import { Api } from "./ui.js";

/** @type {import("../lettawasm.js").Lettawasm | null} */
let runtime = null;

/** @param {{ isGuest?: boolean }} [options]  a frame is a guest even in its own origin */
export function theRuntime(options) {
  const [missing] = missingNeeds({ isGuest: true });
  if (missing) throw new Error(missing);
  runtime ??= connect(options);
  return runtime;
}

/** @param {import("../lettawasm.js").Lettawasm} runtime */
export function apiOf({ fetch, baseURL }) {
  return new Api(fetch, baseURL);
}

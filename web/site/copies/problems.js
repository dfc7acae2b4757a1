// Why a copy could not be written or read, in a sentence.
import { ApiError } from "../api.js";
import { words } from "../words/words.js";

const t = await words("copies");
/** @type {Record<string, string>} */
const known = t.problems;

/** Python's sentences, or our own for what a disk says. @param {unknown} error */
export function messageOf(error) {
  if (error instanceof ApiError) return error.message;
  const { name, message } = /** @type {Error} */ (error);
  return known[name] ?? t.otherProblem(message || name);
}

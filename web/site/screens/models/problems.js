// What goes wrong when a model comes, in the page's language. It is told as a code, and a detail behind a colon.
import { words } from "../../words/words.js";

const t = await words("shelf");

/** What has no code is a sentence already. @param {string} problem */
export function problemOf(problem) {
  const [code, detail = ""] = problem.split(/:(.*)/s);
  return /** @type {Record<string, (detail: string) => string>} */ (t.problems)[code]?.(detail) ?? problem;
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
export async function inWords(work) {
  try {
    return await work;
  } catch (error) {
    throw new Error(problemOf(/** @type {Error} */ (error).message));
  }
}

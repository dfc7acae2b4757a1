// What came of a call: its value, what it printed, or the traceback.
import { h } from "../dom.js";

/** @typedef {{ status: "success" | "error", tool_return?: string, func_return?: unknown, stdout: string[] | null, stderr: string[] | null }} Result */
/** @typedef {Record<"value" | "failed" | "printed" | "printedErrors" | "traceback", string>} Said  its headings */

/** @param {HTMLElement} place @param {Result} result @param {Said} said */
export function showResult(place, result, said) {
  const { status, tool_return: told, func_return: value = told, stdout, stderr } = result;
  const isGood = status === "success";
  const shown = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  place.replaceChildren(
    ...[
      part(isGood ? said.value : said.failed, isGood ? "value" : "value failed", shown),
      part(said.printed, "stdout", (stdout ?? []).join("\n")),
      part(isGood ? said.printedErrors : said.traceback, "stderr", (stderr ?? []).join("\n")),
    ].flat(),
  );
}

/** @param {string} title @param {string} kind @param {string | undefined} text */
function part(title, kind, text) {
  return text ? [h("h4", {}, title), h("pre", { class: kind }, text)] : [];
}

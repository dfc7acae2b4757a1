// Calls of tools: what was done in one line, and all of it when unfolded.
import { html, nothing } from "../../lib/lit.js";
import { number } from "../../words/words.js";
import { visible } from "../markdown/glyphs.js";
import { changed } from "./changed.js";
import { fold } from "./fold.js";

/** @typedef {import("../items.js").Item} Item */
/** @typedef {import("../log.js").Context} Context */

const SHORT = 60; // characters of the arguments in the line

/** @param {Item[]} items  of one step @param {Context} context */
export function calls(items, context) {
  if (items.length === 1) return call(items[0], context);
  const { t } = context;
  const isDone = items.every(({ tool }) => tool?.result !== null);
  const title = (isDone ? t.usedMany : t.usingMany)(items.length);
  const each = () => items.map((item) => call(item, context));
  return fold(context, `${items[0].key}/all`, "aside many", title, each);
}

/** A call that changed memory shows the change; any other what it was called with. @param {Item} item @param {Context} context */
export function call(item, context) {
  const { tool, edits } = item;
  if (!tool) return nothing;
  if (edits.length) return changed(item, context, () => plain(item, context));
  return plain(item, context);
}

/** @param {Item} item @param {Context} context */
function plain(item, context) {
  const { t } = context;
  const tool = /** @type {import("../items.js").Call} */ (item.tool);
  const says = tool.result === null ? t.using : tool.isError ? t.failedAt : t.used;
  const short = shortOf(tool.arguments);
  const title = [says(tool.name), short && html` <span class="short">${visible(short)}</span>`];
  const kind = tool.isError ? "aside failed" : "aside";
  return fold(context, item.key, kind, title, () => [
    html`<h4>${t.arguments}</h4>`,
    argumentsOf(tool.arguments, t),
    tool.result === null ? nothing : html`<h4>${tool.isError ? t.error : t.result} ${duration(item, t)}</h4>`,
    tool.result === null
      ? nothing
      : html`<pre tabindex="0" dir="auto"><code>${visible(pretty(tool.result))}</code></pre>`,
  ]);
}

/** @param {string} json @param {Context["t"]} t */
export function argumentsOf(json, t) {
  const fields = fieldsOf(json);
  if (fields?.length === 0) return html`<p class="hint">${t.noArguments}</p>`;
  if (!fields) return html`<pre tabindex="0" dir="auto"><code>${visible(pretty(json))}</code></pre>`;
  return html`<div class="scrolls" tabindex="0">
    <table class="arguments">
      ${fields.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${visible(name)}</th>
            <td dir="auto">${visible(typeof value === "string" ? value : JSON.stringify(value, null, 2))}</td>
          </tr>`,
      )}
    </table>
  </div>`;
}

/** @param {string} json @returns {[string, unknown][] | null}  nothing while it still arrives, or when it is no object */
function fieldsOf(json) {
  try {
    const value = JSON.parse(json || "{}");
    return value && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : null;
  } catch {
    return null;
  }
}

/** @param {string} json */
function shortOf(json) {
  const values = (fieldsOf(json) ?? []).map(([, value]) => value);
  const words = values.filter((value) => typeof value === "string" || typeof value === "number").join(", ");
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // still arriving, or not JSON
  }
}

/** @param {Item} item @param {Context["t"]} t */
function duration({ date, tool }, t) {
  const seconds = (Date.parse(tool?.endedAt ?? "") - Date.parse(date)) / 1000;
  if (!(seconds >= 0)) return nothing;
  const time = number(seconds, {
    style: "unit",
    unit: "second",
    maximumFractionDigits: seconds < 10 ? 1 : 0,
  });
  return html`<span class="took">${t.took(time)}</span>`;
}

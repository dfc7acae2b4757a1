// What a person said and what the agent answered.
import { html, nothing } from "../../lib/lit.js";
import { bytes } from "../../words/words.js";
import { filesIn } from "../attachments/wrapping.js";
import { visible } from "../markdown/glyphs.js";
import "../markdown/prose.js";
import { editor } from "./editor.js";
import { fold } from "./fold.js";

/** @typedef {import("../items.js").Item} Item */
/** @typedef {import("../log.js").Context} Context */

/** @param {Item} item @param {Context} context */
export function said(item, context) {
  const { t, editing } = context;
  if (editing?.key === item.key) return editor(item, context);
  const { words, files } = filesIn(item.text);
  const pictures = item.pictures.map((src, at) => html`<img src=${src} alt=${t.picture(at + 1)} />`);
  const text = words || !(pictures.length || files.length) ? words : null;
  return html`<div class="message user ${item.isWaiting ? "waiting" : ""}" part="user-message">
      ${item.sender ? html`<span class="sender">${visible(item.sender)}</span>` : nothing}${pictures}${
        text === null ? nothing : html`<p dir="auto">${visible(text)}</p>`
      }${files.map((file, at) => attached(file, `${item.key}/${at}`, context))}
    </div>
    ${item.isWaiting ? html`<p class="hint waits">${t.waiting}</p>` : nothing}`;
}

/** @param {import("../attachments/wrapping.js").Attached} file @param {string} key @param {Context} context */
function attached({ name, text, folder }, key, context) {
  const { t } = context;
  if (folder) return html`<p class="file">${visible(t.fileInFolder(name, folder))}</p>`;
  const title = visible(t.file(name, bytes(new Blob([text]).size)));
  return fold(context, key, "file", title, () => html`<pre tabindex="0"><code>${visible(text)}</code></pre>`);
}

/** @param {Item} item @param {Context} context @param {boolean} isWhole */
export function answered({ text }, { t }, isWhole) {
  return html`<div class="message assistant" part="agent-message">
    <lw-prose .source=${{ text, isWhole, t }}></lw-prose>
  </div>`;
}

/** @param {Item} item @param {Context} context @param {boolean} isWhole */
export function thought(item, context, isWhole) {
  const { t } = context;
  const title = item.kind === "summary" ? t.summary : t.thought;
  const { key, text } = item;
  return fold(
    context,
    key,
    "aside",
    title,
    () => html`<lw-prose .source=${{ text, isWhole, t }}></lw-prose>`,
  );
}

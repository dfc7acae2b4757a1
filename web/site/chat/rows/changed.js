// What a call changed in memory: a chip that unfolds into the change, and takes it back.
import { html, nothing } from "../../lib/lit.js";
import { diffView } from "../../diff.js";
import { visible } from "../markdown/glyphs.js";
import { fold } from "./fold.js";

/** @typedef {import("../items.js").Item} Item */
/** @typedef {import("../log.js").Context} Context */

/** @param {Item} item @param {Context} context @param {() => unknown} call  how the call itself is shown */
export function changed(item, context, call) {
  const { t } = context;
  const { edits } = item;
  const labels = [...new Set(edits.map(({ kind, label }) => (kind === "block" ? label : t.archive)))].join(
    ", ",
  );
  const isBack = edits.every(({ backIn }) => backIn > 0);
  const title = visible((isBack ? t.takenBack : t.remembered)(labels));
  const kind = isBack ? "memory-chip back" : "memory-chip";
  return fold(context, `${item.key}/edits`, kind, title, () => [
    edits.map(({ before, after }) => diffView(before ?? "", after ?? "")),
    buttons(item, context, isBack),
    call(),
  ]);
}

/** @param {Item} item @param {Context} context @param {boolean} isBack */
function buttons(item, context, isBack) {
  const { t, conversation, features, tell, navigate, failed } = context;
  if (!features.has("memory")) return nothing;
  const toggle = () =>
    isBack
      ? conversation.redo(item, t.changedSince).then(() => tell(t.redone), failed)
      : conversation.takeBack(item).then(() => tell(t.undone), failed);
  return html`<div class="row">
    <button type="button" @click=${toggle}>${isBack ? t.redo : t.undo}</button>
    <button
      type="button"
      class="quiet"
      @click=${() => navigate({ to: "timeline", agentId: conversation.agentId, edits: item.edits })}
    >
      ${t.history}
    </button>
  </div>`;
}

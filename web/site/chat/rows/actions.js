// What can be done with a message, and when it was said: seen when one points at it.
import { html, nothing } from "../../lib/lit.js";
import { date } from "../../words/words.js";
import { filesIn } from "../attachments/wrapping.js";

/** @typedef {import("../items.js").Item} Item */
/** @typedef {import("../log.js").Context} Context */

/** @param {Item} item @param {Context} context */
export function actions(item, context) {
  const { kind, isStored, id } = item;
  const { t, conversation, features, isRunning } = context;
  if ((kind !== "user" && kind !== "assistant") || context.editing?.key === item.key) return nothing;
  const isSettled = isStored && id && !isRunning;
  const canChange = isSettled && features.has("edit");
  return html`<footer class="acts">
    ${
      item.date
        ? html`<time datetime=${item.date} title=${date(item.date)}
            >${date(item.date, { timeStyle: "short" })}</time
          >`
        : nothing
    }
    ${act(t.copy, () => copy(item, context))}
    ${canChange && kind === "user" ? act(t.edit, () => context.edit(item)) : nothing}
    ${canChange && kind === "assistant" && context.askedBefore(item) ? act(t.again, () => again(item, context)) : nothing}
    ${
      isSettled && features.has("fork")
        ? act(t.fork, () => conversation.fork(item).then(context.forked, context.failed))
        : nothing
    }
  </footer>`;
}

/** @param {string} label @param {() => void} onclick */
function act(label, onclick) {
  return html`<button type="button" class="quiet" @click=${onclick}>${label}</button>`;
}

/** @param {Item} item @param {Context} context */
async function copy({ text }, { t, tell, failed }) {
  await navigator.clipboard.writeText(filesIn(text).words).then(() => tell(t.copied), failed);
}

/** The same words once more, for another answer; what it remembered since is asked about first. @param {Item} item @param {Context} context */
function again(item, context) {
  const asked = /** @type {Item} */ (context.askedBefore(item));
  if (context.hasEditsSince(asked)) context.edit(asked, true);
  else context.conversation.sayInstead(asked, asked.text, false).catch(context.failed);
}

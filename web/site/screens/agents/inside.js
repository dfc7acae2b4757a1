// What a file holds, part by part, each with its say in whether it comes.
import { html, nothing } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { powerSaid, worstOf } from "./findings.js";
import { marked, prose } from "./marked.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").SeenAgent} SeenAgent */
/** @typedef {import("./seen.js").SeenTool} SeenTool */
/** @typedef {import("./seen.js").SeenMessage} SeenMessage */
/** @typedef {import("./seen.js").Wishes} Wishes */
/**
 * @typedef {{ seen: Seen, wishes: Wishes, isBackup: boolean, change: (changes: Partial<Wishes>) => void }} Hand
 */

const t = await words("agents");

/** @param {Seen} seen @param {Wishes} wishes @param {boolean} isBackup @param {Hand["change"]} change */
export function inside(seen, wishes, isBackup, change) {
  /** @type {Hand} */
  const hand = { seen, wishes, isBackup, change };
  const isInvisible = seen.findings.some(({ kind }) => kind === "invisible");
  return html`<div class="parts">
    ${isInvisible ? html`<p class="hint">${t.invisibles}</p>` : nothing}
    ${seen.agents.map((agent) => agentOf(agent, seen))} ${blocksOf(seen, hand)} ${toolsOf(seen, hand)}
    ${serversOf(seen, hand)} ${archivesOf(seen, hand)} ${foldersOf(seen, hand)}
    ${seen.agents.map((agent) => messagesOf(agent))} ${memoriesOf(seen)}
    ${isInvisible && seen.agents.length && !isBackup ? strip(hand) : nothing}
    ${seen.agents.some(({ messages }) => messages.count) && !isBackup ? silence(hand) : nothing}
  </div>`;
}

/** @param {SeenAgent} agent @param {Seen} seen */
function agentOf({ id, name, description, system, model, tags }, seen) {
  return html`<div
    class="part agent ${worstOf(seen.findings, id)}"
    data-part=${id}
    role="group"
    aria-label=${name}
    tabindex="-1"
  >
    <p><strong dir="auto">${name}</strong></p>
    <p class="hint">${[model, ...tags].filter(Boolean).join(" · ")}</p>
    ${description.text ? prose(description) : nothing}
    ${
      system.text
        ? html`<details>
            <summary>${t.system}</summary>
            ${prose(system)}
          </details>`
        : nothing
    }
  </div>`;
}

/** @param {Seen} seen @param {Hand} hand */
function blocksOf({ blocks }, hand) {
  if (!blocks.length) return nothing;
  return html`<h3>${t.blocks}</h3>
    <p class="hint">${t.blocksHint}</p>
    ${blocks.map(({ id, label, value, description }) =>
      part(
        id,
        label,
        hand,
        html`${description.text ? html`<p class="hint">${marked(description)}</p>` : nothing}
        ${value.text ? prose(value) : html`<p class="hint">${t.emptyText}</p>`}`,
      ),
    )}`;
}

/** @param {Seen} seen @param {Hand} hand */
function toolsOf({ tools }, hand) {
  if (!tools.length) return nothing;
  const [own, others] = [tools.filter((tool) => tool.reaches_out), tools.filter((tool) => !tool.reaches_out)];
  return html`<h3>${t.tools}</h3>
    ${own.length ? html`<p class="hint">${t.toolsHint}</p>` : nothing}
    ${own.map((tool) => toolOf(tool, hand))}
    ${others.length ? html`<p class="hint wish">${t.here.built_in}: ${others.map(({ name }) => name).join(", ")}</p>` : nothing}`;
}

/** @param {SeenTool} tool @param {Hand} hand */
function toolOf(tool, hand) {
  const { id, name, description, source, here, packages, powers } = tool;
  const said = powers.map((power) => powerSaid(power, here === "built_in")).filter(Boolean);
  const content = html`<p class="row">
      ${[t.here[here], ...packages].map((one) => html`<span class="tag">${one}</span>`)}
    </p>
    ${description.text ? prose(description) : nothing}
    ${said.map((sentence) => html`<p class="hint">${sentence}</p>`)}
    ${source.text ? sourceOf(source) : nothing}`;
  return part(id, name, hand, content, hand.wishes.leaveOut.has(id) ? nothing : asksFirst(tool, hand));
}

/** @param {import("./marked.js").Shown} source */
function sourceOf(source) {
  return html`<details>
    <summary>${t.source}</summary>
    <pre tabindex="0" dir="ltr"><code>${marked(source)}</code></pre>
  </details>`;
}

/** @param {SeenTool} tool @param {Hand} hand */
function asksFirst({ id, name }, { wishes: { trusted }, change }) {
  return html`<label class="check">
    <input
      type="checkbox"
      aria-label=${t.asksFirstOf(name)}
      .checked=${!trusted.has(id)}
      @change=${() => change({ trusted: toggled(trusted, id) })}
    />
    ${t.asksFirst}
  </label>`;
}

/** @param {Seen} seen @param {Hand} hand */
function serversOf({ servers, tools }, hand) {
  if (!servers.length) return nothing;
  const names = new Map(tools.map(({ id, name }) => [id, name]));
  return html`<h3>${t.servers}</h3>
    ${servers.map(({ id, name, url, tool_ids }) => {
      const its = tool_ids.map((tool) => names.get(tool)).join(", ");
      return part(
        id,
        name,
        hand,
        html`<p class="address">${url ?? "–"}</p>
          <p class="hint">${its}</p>`,
      );
    })}`;
}

/** @param {Seen} seen @param {Hand} hand */
function archivesOf({ archives }, hand) {
  const full = archives.filter(({ count }) => count);
  if (!full.length) return nothing;
  return html`<h3>${t.archives}</h3>
    ${full.map(({ id, name, count, first }) => part(id, name, hand, texts(t.passages(count), first)))}`;
}

/** @param {Seen} seen @param {Hand} hand */
function foldersOf({ folders }, hand) {
  if (!folders.length) return nothing;
  return html`<h3>${t.folders}</h3>
    ${folders.map(({ id, name, files }) => part(id, name, hand, html`<p class="files" dir="auto">${files.join(", ")}</p>`))}`;
}

/** @param {SeenAgent} agent */
function messagesOf({ name, messages: { count, first, last } }) {
  if (!first.length) return nothing;
  const isCut = count > first.length + last.length + 1;
  return html`<h3>${t.messages}</h3>
    <details>
      <summary>${t.messagesOf(count, name)}</summary>
      <ul class="plain said" tabindex="0" aria-label=${t.messages}>
        ${first.map(messageOf)} ${isCut ? html`<li>${t.skipped}</li>` : nothing} ${last.map(messageOf)}
      </ul>
    </details>`;
}

/** @param {SeenMessage} message */
function messageOf(message) {
  const role = /** @type {Record<string, string>} */ (t.roles)[message.role] ?? message.role;
  return html`<li>
    <b>${role}${message.calls.length ? ` ${t.calls(message.calls)}` : ""}</b>
    ${prose(message)}
  </li>`;
}

/** What other memories hold. @param {Seen} seen */
function memoriesOf({ notes, talks, tally }) {
  const count = (tally.added.passages ?? 0) + (tally.skipped.passages ?? 0);
  return html`${
    notes.length
      ? html`<h3>${t.notes}</h3>
          <div class="part">${texts(t.passages(count), notes)}</div>`
      : nothing
  }
  ${
    talks.length
      ? html`<h3>${t.talks}</h3>
          <ul class="plain said" tabindex="0" aria-label=${t.talks}>
            ${talks.map(({ title, messages }) => html`<li>${title || t.nameless} <span class="hint">${t.counts.messages(messages)}</span></li>`)}
          </ul>`
      : nothing
  }`;
}

/** @param {string} title @param {import("./marked.js").Shown[]} shown */
function texts(title, shown) {
  return html`<details>
    <summary>${title}</summary>
    ${shown.map(prose)}
  </details>`;
}

/** A part, and whether it comes. @param {string} id @param {string} name @param {Hand} hand @param {unknown} content @param {unknown} [more] */
function part(id, name, { seen, wishes, change }, content, more = nothing) {
  const isLeft = wishes.leaveOut.has(id);
  const look = `part ${worstOf(seen.findings, id)} ${isLeft ? "left" : ""}`;
  return html`<div class=${look} data-part=${id} role="group" aria-label=${name} tabindex="-1">
    <div class="row spread">
      <span class="name" dir="auto">${name}</span>
      <span class="row">
        ${more}
        <label class="check">
          <input
            type="checkbox"
            aria-label=${t.bringsOf(name)}
            .checked=${!isLeft}
            @change=${() => change({ leaveOut: toggled(wishes.leaveOut, id) })}
          />
          ${t.brings}
        </label>
      </span>
    </div>
    ${content}
  </div>`;
}

/** @param {Hand} hand */
function strip({ wishes, change }) {
  return html`<label class="check wish">
    <input type="checkbox" .checked=${wishes.strips} @change=${() => change({ strips: !wishes.strips })} />
    ${t.strip}
  </label>`;
}

/** @param {Hand} hand */
function silence({ wishes, change }) {
  return html`<label class="check wish">
    <input
      type="checkbox"
      .checked=${wishes.withMessages}
      @change=${() => change({ withMessages: !wishes.withMessages })}
    />
    ${t.bringMessages}
  </label>`;
}

/** @param {Set<string>} set @param {string} id */
function toggled(set, id) {
  return new Set(set.has(id) ? [...set].filter((one) => one !== id) : [...set, id]);
}

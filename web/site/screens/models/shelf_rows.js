// A row for each model that is here, and for each on its way.
import { css, html, nothing } from "../../lib/lit.js";
import { hello } from "../../engines/manager/hello.js";
import { goOn, remove, stop } from "../../engines/manager/manager.js";
import { bytes, number, words } from "../../words/words.js";
import { inWords, problemOf } from "./problems.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {import("./shelf.js").Entry} Entry */
/** @typedef {import("./shelf.js").News} News */
/** @typedef {import("./shelf.js").OnItsWay} OnItsWay */

const t = await words("shelf");

export const rows = css`
  .models {
    border: 1px solid var(--rule);
    border-radius: 0.75rem;
    background: var(--raised);
  }

  .models:empty {
    display: none;
  }

  .models li {
    display: flex;
    flex-direction: column;
    gap: 0.35rem;
    padding: 0.8rem 1rem;
    overflow-wrap: anywhere;
  }

  .models li + li {
    border-top: 1px solid var(--rule);
  }

  .models progress {
    width: 100%;
  }

  .models .offer {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.35rem 1rem;
    align-items: center;
  }

  .models .offer > button {
    grid-area: 1 / 2 / span 3;
  }

  .models .offer > :not(button) {
    grid-column: 1;
  }

  .verdict {
    font-size: 0.875rem;
  }

  .well .verdict {
    color: var(--accent);
  }

  .slow .verdict {
    color: var(--memory);
  }

  .no .verdict {
    color: var(--bad);
  }
`;

/** @param {Entry} entry @param {Shelf} shelf */
export function modelRow(entry, shelf) {
  const { app, saying } = shelf;
  const handle = `${entry.engine}/${entry.name}`;
  const used = shelf.users(entry);
  const isChat = entry.kind === "chat";
  const agent = app.agent?.name ?? "";
  const take = () => saying.tell(() => (isChat ? think(shelf, agent, handle) : find(shelf, handle)));
  const greet = () => saying.tell(async () => said(await hello(app.api, handle)));
  const facts = `${bytes(entry.size)}, ${t.context(number(entry.context))} ${entry.sees ? t.sees : ""}`;
  return html`<li data-model=${entry.name}>
    <strong>${entry.name}</strong>
    <p class="hint">${facts} ${used.length ? t.usedBy(used.join(", ")) : ""}</p>
    <div class="row">
      <button type="button" @click=${take}>${isChat ? t.useFor(agent) : t.useForMemories}</button>
      ${isChat ? html`<button type="button" @click=${greet}>${t.hello}</button>` : nothing}
      <button type="button" class="quiet" @click=${() => erase(shelf, entry.name, used)}>${t.delete}</button>
    </div>
  </li>`;
}

/** @param {Shelf} shelf @param {string} agent @param {string} handle */
async function think({ app }, agent, handle) {
  await app.api.patch(`/v1/agents/${app.agentId}`, { model: handle });
  return t.thinksWith(agent, handle);
}

/** @param {Shelf} shelf @param {string} handle */
async function find({ app }, handle) {
  await app.api.patch("/v1/memory/embedding", { handle });
  return t.foundWith(handle);
}

/** @param {{ text: string, speed: number | null }} heard */
function said({ text, speed }) {
  const words = text || t.nothing;
  return speed === null ? t.says(words) : t.saysAt(words, number(speed, { maximumFractionDigits: 1 }));
}

/** Asks first where something would miss it. @param {Shelf} shelf @param {string} name @param {string[]} used */
async function erase({ app, saying }, name, used) {
  const text = used.length ? t.missedBy(used.join(", ")) : t.deleteText;
  if (await app.ask({ title: t.deleteAsked(name), text, yes: t.delete, isDangerous: true })) {
    await saying.tell(() => removed(name));
  }
}

/** @param {string} name */
async function removed(name) {
  await inWords(remove(name));
  return t.deleted(name);
}

/** @param {OnItsWay} way @param {News | undefined} news  later than it @param {Shelf} shelf */
export function wayRow({ note: { entry, problem }, here, size, isGoing }, news, shelf) {
  const now = { state: isGoing ? "fetching" : "stopped", here, size, problem, speed: 0, ...news };
  const isStopped = now.state === "stopped";
  if (isStopped && now.problem === "left") return leftRow(entry.name, here, shelf);
  const total = now.size || entry.size;
  return html`<li data-model=${entry.name}>
    <strong>${entry.name}</strong>
    <progress max="1" .value=${total ? now.here / total : 0} aria-label=${t.progress(entry.name)}></progress>
    <p class=${isStopped && now.problem ? "hint error" : "hint"}>
      ${isStopped ? t.stopped(bytes(now.here), problemOf(now.problem ?? "")) : progress(now, total)}
    </p>
    <div class="row">
      <button type="button" @click=${() => (isStopped ? goOn(entry.name) : stop(entry.name))}>
        ${isStopped ? t.goOn : t.pause}
      </button>
      <button type="button" class="quiet" @click=${() => shelf.saying.tell(() => removed(entry.name))}>
        ${t.cancel}
      </button>
    </div>
  </li>`;
}

/** What could not be deleted. @param {string} name @param {number} here  bytes @param {Shelf} shelf */
function leftRow(name, here, { saying }) {
  return html`<li data-model=${name}>
    <strong>${name}</strong>
    <p class="hint error">${t.left(bytes(here))}</p>
    <div class="row">
      <button type="button" @click=${() => saying.tell(() => removed(name))}>${t.deleteRest}</button>
    </div>
  </li>`;
}

/** @param {{ state: string, here: number, speed: number }} now @param {number} size */
function progress({ state, here, speed }, size) {
  const of = size ? t.of(bytes(here), bytes(size)) : bytes(here);
  if (state === "checking") return t.checking(of);
  if (!speed) return `${of} …`;
  return size > here ? t.speedLeft(of, bytes(speed), time((size - here) / speed)) : t.speed(of, bytes(speed));
}

/** @param {number} seconds */
function time(seconds) {
  const [unit, count] = seconds < 90 ? ["second", seconds] : ["minute", seconds / 60];
  return number(Math.ceil(Number(count)), { style: "unit", unit: String(unit), unitDisplay: "short" });
}

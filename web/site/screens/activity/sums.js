// What was spent, summed up by what a person likes to know it of.
import { html } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { dollars, tokens } from "./amounts.js";

/**
 * @typedef {import("./outcomes.js").Spent & { day: string, agent_id: string, model: string, steps: number }} Row
 * @typedef {{ name: string, steps: number, prompt: number, completion: number, dollars: number | null }} Sum
 */

const t = await words("activity");

/** @param {Row[]} rows @param {(row: Row) => string} nameOf @returns {Sum[]}  the largest first */
export function sums(rows, nameOf) {
  /** @type {Map<string, Sum>} */
  const found = new Map();
  for (const row of rows) {
    const name = nameOf(row);
    const sum = found.get(name) ?? { name, steps: 0, prompt: 0, completion: 0, dollars: null };
    sum.steps += row.steps;
    sum.prompt += row.prompt_tokens;
    sum.completion += row.completion_tokens;
    if (row.dollars !== null) sum.dollars = (sum.dollars ?? 0) + row.dollars;
    found.set(name, sum);
  }
  return [...found.values()].toSorted((a, b) => sizeOf(b) - sizeOf(a));
}

/** @param {Sum} sum */
export function sizeOf({ prompt, completion }) {
  return prompt + completion;
}

/** @param {string} title @param {string} what @param {Sum[]} all */
export function table(title, what, all) {
  return html`<h2>${title}</h2>
    <div class="scrolls" tabindex="0" role="group" aria-label=${title}>
      <table>
        <thead>
          <tr>
            <th scope="col">${what}</th>
            <th scope="col">${t.spending.calls}</th>
            <th scope="col">${t.run.read}</th>
            <th scope="col">${t.run.wrote}</th>
            <th scope="col">${t.run.cost}</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            ({ name, steps, prompt, completion, dollars: cost }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${tokens(steps)}</td>
                <td>${tokens(prompt)}</td>
                <td>${tokens(completion)}</td>
                <td>${cost === null ? "—" : cost ? dollars(cost) : t.free}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

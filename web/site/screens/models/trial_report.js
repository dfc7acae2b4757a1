// What a trial says of a model, as it comes and in the end.
import { css, html } from "../../lib/lit.js";
import { number, words } from "../../words/words.js";

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {{ name: string, skill: string, passed: boolean, problems: string[] }} Result */
/**
 * @typedef {{ handle: string, score: number, passed: boolean, pass_mark: number, markdown: string,
 *   valid_calls: number | null, prompt_tokens: number, completion_tokens: number, seconds_per_turn: number,
 *   skills: Record<string, { passed: number, of: number, takes: string }>, cases: Result[] }} Report
 */

const t = await words("trial");

export const tables = css`
  th small {
    display: block;
    font-weight: 400;
  }

  tbody th {
    color: inherit;
    font-weight: 600;
  }

  td {
    overflow-wrap: anywhere;
  }

  .passed td:last-child,
  .verdict.passed {
    color: var(--accent);
  }

  .failed td:last-child,
  .verdict.failed {
    color: var(--bad);
  }

  .verdict {
    font: 600 1.5rem/1.3 var(--words);
  }

  summary {
    width: fit-content;
    padding-block: 0.3rem;
  }
`;

/** @param {Result[]} results */
export function cases(results) {
  return table(
    [t.case, t.result],
    results.map(
      ({ name, skill, passed, problems }) =>
        html`<tr class=${passed ? "passed" : "failed"}>
          <th scope="row">${name}<small class="hint">${skill}</small></th>
          <td>${passed ? t.passed : t.failed(problems.join("; "))}</td>
        </tr>`,
    ),
  );
}

/** @param {Report} told @param {App} app */
export function report(told, app) {
  const skills = Object.entries(told.skills).map(
    ([skill, { passed, of, takes }]) =>
      html`<tr class=${passed === of ? "passed" : "failed"}>
        <th scope="row">${skill}</th>
        <td>${takes}</td>
        <td>${t.share(passed, of)}</td>
      </tr>`,
  );
  const save = (/** @type {string} */ ending, /** @type {string} */ text) => () =>
    app.download(
      `trial-${told.handle.replace(/[^\w.-]+/g, "-")}.${ending}`,
      new Blob([text], { type: "text/plain" }),
    );
  return html`
    <p class="verdict ${told.passed ? "passed" : "failed"}" role="status">
      ${percent(told.score)}, ${told.passed ? t.passed : t.notPassed}
    </p>
    <p class="hint">${figures(told)}</p>
    ${table([t.skill, t.takes, t.passedHead], skills)}
    <details>
      <summary>${t.everyCase}</summary>
      ${cases(told.cases)}
    </details>
    <div class="row">
      <button type="button" @click=${save("md", told.markdown)}>${t.asMarkdown}</button>
      <button type="button" @click=${save("json", JSON.stringify(told, null, 2))}>${t.asJson}</button>
    </div>
  `;
}

/** @param {string[]} heads @param {unknown[]} rows */
function table(heads, rows) {
  return html`<div class="scrolls">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** @param {Report} told */
function figures(told) {
  return t.figures({
    handle: told.handle,
    mark: percent(told.pass_mark),
    valid: told.valid_calls === null ? null : percent(told.valid_calls),
    tokens: number(told.prompt_tokens + told.completion_tokens),
    seconds: number(told.seconds_per_turn, { maximumFractionDigits: 1 }),
  });
}

/** @param {number} share */
function percent(share) {
  return number(share, { style: "percent", maximumFractionDigits: 0 });
}

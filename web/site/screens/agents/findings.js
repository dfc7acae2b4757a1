// What an inspection found, the worst first, in the person's words.
import { css, html, nothing } from "../../lib/lit.js";
import { words } from "../../words/words.js";

/**
 * @typedef {{ level: "danger" | "warning" | "note", kind: string, detail: string, part: string, name: string,
 *   field: string, message: string, names: string[], excerpt: string, times: number }} Finding
 */

const t = await words("agents");
const LEVELS = /** @type {const} */ (["danger", "warning", "note"]);

export const findingStyles = css`
  .verdict {
    padding: 0.9rem 1.1rem;
    border: 1px solid var(--rule);
    border-inline-start: 0.3rem solid var(--accent);
    border-radius: 0.5rem;
    background: var(--raised);
  }

  .verdict strong {
    font: 600 1.1rem/1.4 var(--words);
  }

  .verdict.warning {
    border-inline-start-color: var(--memory);
  }

  .verdict.danger {
    border-inline-start-color: var(--bad);
  }

  .verdict.danger strong {
    color: var(--bad);
  }

  .findings li {
    display: grid;
    grid-template-columns: minmax(5.5rem, auto) minmax(0, 1fr);
    gap: 0 1rem;
    padding-block: 0.7rem;
    border-bottom: 1px solid var(--rule);
  }

  .level {
    color: var(--faded);
    font-size: 0.85rem;
  }

  .level.warning {
    color: var(--memory);
    font-weight: 500;
  }

  .level.danger {
    color: var(--bad);
    font-weight: 600;
  }

  .findings .where {
    min-height: 1.6rem;
    margin-inline-start: -0.3rem;
    padding: 0 0.3rem;
    color: inherit;
    font-weight: 600;
    text-align: start;
    overflow-wrap: anywhere;
  }

  blockquote {
    margin: 0.3rem 0 0;
    padding-inline-start: 0.7rem;
    border-inline-start: 2px solid var(--rule);
    color: var(--faded);
    font: 0.9rem/1.5 var(--words);
    overflow-wrap: anywhere;
  }

  @media (max-width: 30rem) {
    .findings li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;

/** How it looks as a whole. @param {Finding[]} findings */
export function verdict(findings) {
  const level = LEVELS.find((level) => findings.some((finding) => finding.level === level)) ?? "note";
  const count = findings.filter((finding) => finding.level === level).length;
  const said = level === "note" ? t.verdicts.note : t.verdicts[level](count);
  return html`<div class="verdict ${level}" role="status">
    <strong>${said}</strong>
    <p class="hint">${t.notProof}</p>
  </div>`;
}

/** @param {Finding[]} findings @param {(part: string) => void} show  brings a part into view */
export function listed(findings, show) {
  return html`<ul class="plain findings">
    ${findings.map((finding) => row(finding, show))}
  </ul>`;
}

/** The worst that was found in a part. @param {Finding[]} findings @param {string} part */
export function worstOf(findings, part) {
  return findings.find((finding) => finding.part === part)?.level ?? ""; // the worst come first
}

/** @param {string} power @param {boolean} isBuiltIn */
export function powerSaid(power, isBuiltIn) {
  return t.findings[`power_${isBuiltIn ? "built_in_" : ""}${power}`]?.([]) ?? "";
}

/** @param {Finding} finding @param {(part: string) => void} show */
function row(finding, show) {
  const { level, name, field, excerpt, times } = finding;
  const where = [name, /** @type {Record<string, string>} */ (t.fields)[field]].filter(Boolean).join(" · ");
  return html`<li>
    <span class="level ${level}">${t.levels[level]}</span>
    <div>
      <button class="quiet where" @click=${() => show(finding.part)}>${where}</button>
      ${times > 1 ? html`<span class="hint">${t.times(times)}</span>` : nothing}
      <p>${said(finding)}</p>
      ${excerpt ? html`<blockquote dir="auto">${excerpt}</blockquote>` : nothing}
    </div>
  </li>`;
}

/** In the page's language where it has words for it. @param {Finding} finding */
function said({ kind, detail, names, message }) {
  const word = t.findings[detail ? `${kind}_${detail}` : kind];
  return word ? word(names) : message;
}

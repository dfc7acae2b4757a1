// What all elements look like inside: controls, text, rows and tables. Colours and type come from app.css, or from the
// widget, as custom properties, which reach through shadow roots.
import { css } from "../lib/lit.js";

export const base = css`
  :host {
    box-sizing: border-box;
    color: var(--ink);
    font: 1rem/1.5 var(--tools);
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
  }

  h1 {
    font: 600 1.6rem/1.25 var(--words);
    text-wrap: balance;
  }

  h1:focus {
    outline: none;
  }

  h2 {
    font: 600 1.2rem/1.3 var(--words);
  }

  h3 {
    font: 600 0.95rem/1.4 var(--tools);
  }

  h4 {
    color: var(--faded);
    font: 500 0.8rem/1.4 var(--tools);
  }

  a {
    color: var(--accent);
    text-underline-offset: 0.15em;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  button,
  select,
  input,
  textarea,
  .button {
    border: 1px solid var(--edge);
    border-radius: 0.5rem;
    background: var(--raised);
    color: inherit;
    font: inherit;
  }

  button,
  select,
  input,
  .button {
    min-height: 2.4rem;
    padding: 0.25rem 0.8rem;
  }

  textarea {
    padding: 0.5rem 0.7rem;
    resize: vertical;
  }

  input[type="checkbox"],
  input[type="radio"] {
    width: 1.25rem;
    height: 1.25rem;
    min-height: 0;
    margin: 0;
    accent-color: var(--accent);
  }

  input[type="range"] {
    padding: 0;
    border: 0;
    background: none;
    accent-color: var(--accent);
  }

  input[type="search"] {
    min-width: 0;
  }

  progress,
  meter {
    accent-color: var(--accent);
  }

  button,
  .button,
  summary,
  label:has(input[type="checkbox"], input[type="radio"]) {
    cursor: pointer;
  }

  button:hover,
  .button:hover {
    border-color: var(--accent);
  }

  button:disabled {
    cursor: default;
    opacity: 0.55;
  }

  .button {
    display: inline-flex;
    align-items: center;
    color: inherit;
    text-decoration: none;
  }

  .primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 500;
  }

  .danger {
    border-color: var(--bad);
    color: var(--bad);
  }

  .quiet {
    border-color: transparent;
    background: none;
    color: var(--faded);
  }

  .quiet:hover,
  .quiet[aria-expanded="true"],
  .quiet[aria-pressed="true"] {
    background: var(--tint);
    color: var(--ink);
  }

  .hint {
    color: var(--faded);
    font-size: 0.875rem;
  }

  .error {
    color: var(--bad);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }

  .spread {
    justify-content: space-between;
  }

  .stack {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
  }

  .card {
    padding: 1rem;
    border: 1px solid var(--rule);
    border-radius: 0.75rem;
    background: var(--raised);
  }

  .field {
    display: flex;
    flex-direction: column;
    gap: 0.25rem;
    font-size: 0.9rem;
  }

  .field > input,
  .field > select,
  .field > textarea {
    width: 100%;
    font-size: 1rem;
  }

  .check {
    display: flex;
    gap: 0.6rem;
    align-items: center;
  }

  .plain {
    padding: 0;
    list-style: none;
  }

  .tag {
    display: inline-block;
    padding: 0.05rem 0.55rem;
    border-radius: 1rem;
    background: var(--tint);
    color: var(--faded);
    font-size: 0.8rem;
  }

  .empty {
    padding: 2.5rem 1rem;
    color: var(--faded);
    font: italic 1.1rem/1.6 var(--words);
    text-align: center;
    text-wrap: balance;
  }

  code,
  pre {
    font: 0.85em/1.5 var(--code);
  }

  code {
    padding: 0.1em 0.3em;
    border-radius: 0.3em;
    background: var(--tint);
  }

  pre {
    margin: 0;
    padding: 0.6rem 0.8rem;
    overflow-x: auto;
    border-radius: 0.5rem;
    background: var(--tint);
  }

  pre code {
    padding: 0;
    background: none;
    font-size: inherit;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9rem;
  }

  th,
  td {
    padding: 0.4rem 0.6rem;
    border-bottom: 1px solid var(--rule);
    text-align: start;
    vertical-align: top;
  }

  th {
    color: var(--faded);
    font-weight: 500;
  }

  .scrolls {
    overflow-x: auto;
  }

  dialog {
    width: min(34rem, calc(100vw - 1.5rem));
    max-height: calc(100dvh - 2rem);
    padding: 1.25rem;
    border: 1px solid var(--rule);
    border-radius: 1rem;
    background: var(--paper);
    color: inherit;
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }

  .tabs {
    display: flex;
    gap: 0.25rem;
    overflow-x: auto;
    border-bottom: 1px solid var(--rule);
  }

  .tabs > * {
    flex: none;
    border: 0;
    border-bottom: 2px solid transparent;
    border-radius: 0;
    background: none;
    color: var(--faded);
  }

  .tabs > [aria-selected="true"],
  .tabs > [aria-current] {
    border-color: var(--accent);
    color: var(--ink);
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }

  @media (forced-colors: active) {
    .tag,
    code,
    pre {
      border: 1px solid;
    }
  }
`;

/** A screen's own frame: one column of a readable width, scrolled by the shell. */
export const page = css`
  :host {
    display: block;
    width: 100%;
    max-width: 60rem;
    margin-inline: auto;
    padding: 1.5rem max(1rem, env(safe-area-inset-right)) 4rem max(1rem, env(safe-area-inset-left));
  }

  header.page {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 1.25rem;
  }

  section + section {
    margin-top: 2rem;
  }
`;

// How tool calls look, what came of them, and what they changed.
import { css } from "../../lib/lit.js";

export const callStyle = css`
  .host,
  .took,
  .short {
    color: var(--faded);
    font-family: var(--tools);
  }

  .host {
    font-size: 0.85em;
  }

  .took {
    margin-inline-start: 0.5em;
    font-weight: 400;
  }

  .glyph {
    padding: 0 0.3em;
    border: 1px solid var(--bad);
    border-radius: 0.3em;
    color: var(--bad);
    font: 0.75em/1.4 var(--code);
    unicode-bidi: isolate;
  }

  details {
    max-width: 100%;
    color: var(--faded);
    font-size: 0.875rem;
  }

  details[open] {
    align-self: stretch;
  }

  summary {
    width: fit-content;
    max-width: 100%;
    padding-block: 0.2rem;
    overflow-wrap: anywhere;
  }

  .aside[open] > :not(summary),
  .memory-chip[open] > :not(summary) {
    margin-block: 0.35rem;
    margin-inline-start: 1rem;
  }

  .failed > summary {
    color: var(--bad);
  }

  .memory-chip > summary {
    padding: 0.2rem 0.8rem;
    border-radius: 1rem;
    background: var(--memory-tint);
    color: var(--memory);
    list-style-position: inside;
  }

  .memory-chip.back > summary {
    background: var(--tint);
    color: var(--faded);
    text-decoration: line-through;
  }

  .arguments th {
    width: 8rem;
  }

  .arguments td {
    color: var(--ink);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .diff {
    padding: 0.6rem 0.8rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
    background: var(--raised);
    color: var(--ink);
    font: 0.95rem/1.55 var(--words);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  @media (forced-colors: active) {
    .message.user,
    .memory-chip > summary,
    .editor {
      border: 1px solid;
    }
  }
`;

// How the parts of a file look.
import { css } from "../../lib/lit.js";

export const insideStyles = css`
  .parts h3 {
    margin-top: 1.75rem;
    font: 600 1.05rem/1.4 var(--words);
  }

  .parts .hint {
    max-width: 42rem;
    text-wrap: pretty;
  }

  .agent {
    margin-top: 0.75rem;
  }

  .agent strong {
    font: 600 1.2rem/1.3 var(--words);
    overflow-wrap: anywhere;
  }

  .part {
    margin-top: 0.75rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--rule);
    border-radius: 0.75rem;
    background: var(--raised);
  }

  .part.danger {
    border-color: var(--bad);
    color: inherit;
  }

  .part.warning {
    border-color: var(--memory);
  }

  .part:focus {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .part.left .text,
  .part.left pre,
  .part.left .name {
    color: var(--faded);
    text-decoration: line-through;
  }

  .address,
  .files {
    overflow-wrap: anywhere;
  }

  .part .name {
    min-width: 0;
    font: 600 0.95rem/1.4 var(--code);
    overflow-wrap: anywhere;
  }

  .part .text {
    margin-top: 0.4rem;
    font: 1rem/1.55 var(--words);
  }

  .part pre,
  .said {
    max-height: 24rem;
    overflow: auto;
  }

  .part pre {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .part summary,
  .parts > details > summary {
    padding-block: 0.35rem;
  }

  .said li {
    padding-block: 0.4rem;
    border-bottom: 1px solid var(--rule);
  }

  .said b {
    color: var(--faded);
    font-weight: 500;
    font-size: 0.85rem;
  }

  .wish {
    margin-top: 1.25rem;
  }
`;

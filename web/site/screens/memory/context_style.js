// How the context window looks. A part has one colour, in the bar and beside its name.
import { css } from "../../lib/lit.js";

export const contextStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 1rem;
    max-width: 48rem;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    align-items: end;
    justify-content: space-between;
  }

  .head .field {
    flex: 1 1 14rem;
    max-width: 24rem;
  }

  .sum {
    font: 600 1.2rem/1.4 var(--words);
  }

  .bar {
    display: flex;
    height: 1.25rem;
    overflow: hidden;
    border-radius: 0.4rem;
    background: var(--tint);
    box-shadow: inset 0 0 0 1px var(--rule);
  }

  .bar i {
    flex: none;
    min-inline-size: 2px;
    border-inline-end: 1px solid var(--paper);
  }

  [data-part] {
    background: var(--part);
  }

  [data-part="system"] {
    --part: var(--accent);
  }
  [data-part="core_memory"] {
    --part: var(--memory);
  }
  [data-part="tool_usage_rules"],
  [data-part="directories"],
  [data-part="external_memory_summary"] {
    --part: color-mix(in oklch, var(--accent), var(--paper) 45%);
  }
  [data-part="functions_definitions"] {
    --part: light-dark(#5a6ea8, #9fb0e4);
  }
  [data-part="summary_memory"] {
    --part: light-dark(#8c5d94, #cfa0d6);
  }
  [data-part="messages"] {
    --part: var(--faded);
  }

  summary,
  .free {
    display: grid;
    grid-template-columns: 0.9rem minmax(0, 1fr) auto 3.5rem 0.75rem;
    gap: 0.75rem;
    align-items: center;
    padding-block: 0.55rem;
    border-block-end: 1px solid var(--rule);
  }

  summary::after {
    color: var(--faded);
    content: "›";
    text-align: center;
  }

  [open] > summary::after {
    rotate: 90deg;
  }

  summary:hover {
    background: var(--tint);
  }

  .swatch {
    width: 0.9rem;
    height: 0.9rem;
    border-radius: 0.25rem;
    forced-color-adjust: none;
  }

  .free .swatch {
    background: var(--tint);
    box-shadow: inset 0 0 0 1px var(--rule);
  }

  b,
  small {
    font-weight: 500;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }

  small {
    color: var(--faded);
  }

  h3 {
    margin-block: 0.75rem 0.25rem;
    font-size: 0.85rem;
    overflow-wrap: anywhere;
  }

  pre {
    max-height: 24rem;
    margin-block: 0.5rem;
    overflow: auto;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  @media (forced-colors: active) {
    .bar,
    .bar i {
      border: 1px solid;
      forced-color-adjust: none;
    }
  }
`;

// How the conversation stands in its place, and what floats above it.
import { css } from "../../lib/lit.js";

export const chatStyle = css`
  :host {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    background: var(--paper);
  }

  .find {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-end: 1.1rem;
    z-index: 2;
    display: grid;
    place-items: center;
    width: 2.4rem;
    padding: 0;
    border-color: var(--rule);
    border-radius: 50%;
    background: var(--paper);
  }

  .find svg {
    width: 1.05rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
  }

  @media (hover: hover) {
    .find:not(:focus-visible) {
      opacity: 0;
    }

    :host(:hover) .find {
      opacity: 1;
    }
  }

  .said {
    position: absolute;
    inset-block-end: 5rem;
    inset-inline: 1rem;
    width: fit-content;
    max-width: 100%;
    margin-inline: auto;
    padding: 0.5rem 1rem;
    border-radius: 0.5rem;
    background: var(--ink);
    color: var(--paper);
    font-size: 0.9rem;
  }
`;

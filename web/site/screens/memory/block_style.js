// How a block looks.
import { css } from "../../lib/lit.js";

export const cardStyle = css`
  :host {
    display: block;
  }

  .block {
    display: flex;
    flex-direction: column;
    gap: 0.4rem;
    padding-block: 0.75rem;
  }

  .block header {
    display: flex;
    gap: 0.5rem;
    align-items: center;
  }

  .block h3 {
    min-width: 0;
    font: 600 1rem/1.4 var(--tools);
    overflow-wrap: anywhere;
  }

  .block header button {
    flex: none;
    margin-inline: auto -0.5rem;
  }

  .value {
    max-height: 24rem;
    overflow-y: auto;
    font: 1.0625rem/1.6 var(--words);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .blank {
    color: var(--faded);
    font-style: italic;
  }

  .block textarea {
    width: 100%;
    min-height: 6rem;
    max-height: 60vh;
    font: 1.0625rem/1.6 var(--words);
    field-sizing: content;
  }

  .split {
    display: flex;
    flex-direction: column;
    gap: 0.6rem;
    padding: 0.75rem;
    border-inline-start: 3px solid var(--memory);
    border-radius: 0.25rem 0.5rem 0.5rem 0.25rem;
    background: var(--memory-tint);
  }

  .split .diff {
    font: 1rem/1.6 var(--words);
  }

  .block footer {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem 1rem;
    justify-content: space-between;
    color: var(--faded);
    font-size: 0.8125rem;
  }

  .room {
    flex-basis: 100%;
    height: 2px;
    border-radius: 1px;
    background: var(--rule);
  }

  .room i {
    display: block;
    height: 100%;
    border-radius: inherit;
    background: var(--memory);
  }

  .room .over {
    background: var(--bad);
  }

  .state.error {
    color: var(--bad);
  }

  summary {
    width: fit-content;
    padding-block: 0.25rem;
    color: var(--faded);
    font-size: 0.875rem;
  }

  .fresh {
    animation: remember 2.5s;
  }

  @keyframes remember {
    from {
      border-color: var(--memory);
      background: var(--memory-tint);
    }
  }

  @media (forced-colors: active) {
    .room {
      border: 1px solid;
      height: 5px;
    }

    .room i {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;

// How the inside of an open widget looks, beside the conversation itself.
import { css } from "../lib/lit.js";

export const style = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--paper);
  }

  letta-chat,
  lw-memory-panel {
    flex: 1;
    min-height: 0;
  }

  .strip {
    display: grid;
    gap: 0.5rem;
    padding: 0.75rem 1rem;
    border-block-end: 1px solid var(--rule);
    background: var(--tint);
    font-size: 0.9rem;
  }

  .strip progress {
    width: 100%;
  }

  .aside {
    overflow: auto;
    padding: 1rem;
  }

  .back {
    align-self: start;
    padding-inline: 0.5rem;
    margin-inline-start: -0.5rem;
  }

  lw-memory-panel {
    padding: 0;
  }

  .hello {
    padding: 2rem 1.5rem 0;
    color: var(--faded);
    font: italic 1.05rem/1.6 var(--words);
    text-align: center;
    text-wrap: balance;
  }

  blockquote {
    padding-inline-start: 0.75rem;
    border-inline-start: 3px solid var(--accent);
    margin: 0;
    overflow-wrap: anywhere;
  }
`;

// How messages look, and what asks.
import { css } from "../../lib/lit.js";

export const messageStyle = css`
  .message {
    max-width: 100%;
    min-width: 0;
    font: 1.0625rem/1.6 var(--words);
    overflow-wrap: anywhere;
  }

  .message.assistant,
  .message.asks,
  .message.error,
  .editor {
    align-self: stretch;
  }

  .message.user {
    align-self: flex-end;
    max-width: 85%;
    padding: 0.5rem 0.95rem;
    border-radius: 1.1rem;
    border-end-end-radius: 0.25rem;
    background: var(--tint);
  }

  .message.user > p {
    white-space: pre-wrap;
  }

  .message.user img {
    display: block;
    max-width: 100%;
    max-height: 20rem;
    margin-block: 0.25rem;
    border-radius: 0.5rem;
  }

  .message.waiting {
    opacity: 0.65;
  }

  .waits {
    align-self: flex-end;
    font-size: 0.78rem;
  }

  .sender {
    display: block;
    color: var(--faded);
    font: 500 0.78rem/1.4 var(--tools);
  }

  .file {
    margin-top: 0.35rem;
    padding: 0.25rem 0.6rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
    background: var(--paper);
    font: 0.85rem/1.5 var(--tools);
  }

  .file pre {
    max-height: 20rem;
    margin-top: 0.35rem;
    overflow: auto;
  }

  .note {
    color: var(--faded);
    font-size: 0.875rem;
  }

  .message.error {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    align-items: center;
    margin-block: 0.25rem;
    padding: 0.6rem 0.95rem;
    border-inline-start: 3px solid var(--bad);
    color: var(--bad);
    font: 0.95rem/1.5 var(--tools);
  }

  .message.asks {
    display: flex;
    flex-direction: column;
    gap: 0.6rem;
    margin-block: 0.35rem;
    padding: 0.8rem 1rem;
    border: 1px solid var(--rule);
    border-inline-start: 3px solid var(--accent);
    border-radius: 0.5rem;
    font: 0.95rem/1.5 var(--tools);
  }

  .message.asks pre,
  .arguments td {
    max-height: 16rem;
    overflow: auto;
  }

  .reason {
    flex: 1;
    min-width: 8rem;
  }

  .editor {
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    padding: 0.8rem 1rem;
    border-radius: 0.75rem;
    background: var(--tint);
  }

  .editor textarea {
    width: 100%;
    font: 1.0625rem/1.5 var(--words);
  }
`;

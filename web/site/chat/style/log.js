// How the conversation is laid out.
import { css } from "../../lib/lit.js";

export const logStyle = css`
  :host {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }

  .scroll {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    padding: 1rem 1rem 0.5rem;
    outline-offset: -2px;
  }

  .log {
    flex: none;
    width: 100%;
    max-width: var(--measure, 42rem);
    margin: 0 auto;
  }

  .nothing {
    flex: none;
    max-width: 24rem;
    margin: auto;
    color: var(--faded);
    font: italic 1.1rem/1.6 var(--words);
    text-align: center;
    text-wrap: balance;
  }

  .reading {
    position: absolute;
    inset: 0.5rem 0 auto;
    z-index: 1;
    width: fit-content;
    margin: 0 auto;
    padding: 0.15rem 0.8rem;
    border-radius: 1rem;
    background: var(--tint);
  }

  article {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    padding-bottom: 0.5rem;
    outline: none;
  }

  article:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .end {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline: 0;
    width: fit-content;
    margin-inline: auto;
    border-radius: 2rem;
    box-shadow: 0 2px 10px rgb(0 0 0 / 12%);
    font-size: 0.85rem;
  }

  .day {
    align-self: stretch;
    display: flex;
    gap: 0.75rem;
    align-items: center;
    margin-block: 0.75rem;
    color: var(--faded);
    font-size: 0.8rem;
  }

  .day::before,
  .day::after {
    flex: 1;
    height: 1px;
    background: var(--rule);
    content: "";
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem;
    align-items: center;
    min-height: 1.75rem;
    color: var(--faded);
    font-size: 0.78rem;
    opacity: 0;
    transition: opacity 0.12s;
  }

  .acts time {
    padding-inline: 0.15rem 0.4rem;
  }

  .acts button {
    min-height: 1.75rem;
    padding: 0 0.55rem;
    font-size: inherit;
  }

  .message.user ~ .acts {
    align-self: flex-end;
  }

  article:hover > .acts,
  article:focus-within > .acts {
    opacity: 1;
  }

  @media (hover: none) {
    .acts {
      opacity: 1;
    }
  }

  .thinking {
    display: flex;
    gap: 0.35rem;
    padding: 0.5rem 0 1rem;
  }

  .thinking i {
    width: 0.45rem;
    height: 0.45rem;
    border-radius: 50%;
    background: var(--faded);
    animation: breathe 1.2s infinite ease-in-out;
  }

  .thinking i:nth-child(2) {
    animation-delay: 0.15s;
  }

  .thinking i:nth-child(3) {
    animation-delay: 0.3s;
  }

  @keyframes breathe {
    0%,
    70%,
    100% {
      opacity: 0.25;
    }
    35% {
      opacity: 0.9;
    }
  }

  ::highlight(lw-found) {
    background: var(--memory-tint);
    color: var(--memory);
  }
`;

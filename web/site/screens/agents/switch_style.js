// How the switch of agents looks.
import { css } from "../../lib/lit.js";

export const switchStyle = css`
  :host {
    display: block;
    min-width: 0;
  }

  .opener {
    display: flex;
    gap: 0.35rem;
    align-items: center;
    max-width: 100%;
    border-color: transparent;
    background: none;
    font: 600 1.1rem/1.3 var(--words);
  }

  .opener:hover,
  .opener[aria-expanded="true"] {
    background: var(--tint);
  }

  .opener span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .opener::after {
    flex: none;
    width: 0.45rem;
    height: 0.45rem;
    margin-block-end: 0.2rem;
    border: solid var(--faded);
    border-width: 0 1.5px 1.5px 0;
    transform: rotate(45deg);
    content: "";
  }

  [popover] {
    position: fixed;
    inset: auto;
    inset-block-start: var(--below, 3.5rem);
    inset-inline-start: var(--beside, 0.5rem);
    width: min(21rem, calc(100vw - 1rem));
    max-height: min(32rem, calc(100dvh - 4.5rem));
    margin: 0;
    padding: 0.5rem;
    overflow: auto;
    border: 1px solid var(--rule);
    border-radius: 0.75rem;
    background: var(--raised);
    color: inherit;
    box-shadow: 0 0.5rem 2rem rgb(0 0 0 / 15%);
  }

  input {
    width: 100%;
    margin-bottom: 0.35rem;
  }

  .group {
    padding: 0.5rem 0.6rem 0.15rem;
    color: var(--faded);
    font-weight: 500;
    font-size: 0.8rem;
  }

  .doors {
    margin: 0.5rem 0.6rem;
    padding: 0;
    border-top: 1px solid var(--rule);
  }

  [role="option"] {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    justify-content: space-between;
    min-height: 2.4rem;
    padding: 0.3rem 0.6rem;
    border-inline-start: 0.2rem solid transparent;
    border-radius: 0.4rem;
    cursor: pointer;
    overflow-wrap: anywhere;
  }

  [role="option"]:hover {
    background: var(--tint);
  }

  [role="option"].at {
    background: var(--tint);
    border-inline-start-color: var(--accent);
  }

  .dot {
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--accent);
    animation: breathe 1.6s ease-in-out infinite;
  }

  @keyframes breathe {
    50% {
      opacity: 0.25;
    }
  }

  .here {
    font-weight: 600;
  }

  .busy {
    flex: none;
    color: var(--accent);
    font-size: 0.8rem;
  }

  @media (forced-colors: active) {
    [role="option"].at {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }

    .dot {
      border: 0.25rem solid Highlight;
    }
  }
`;

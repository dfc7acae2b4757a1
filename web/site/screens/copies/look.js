// How the screen of copies looks.
import { css } from "../../lib/lit.js";

export const look = css`
  .verdict {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 1rem;
    align-items: center;
    margin-bottom: 1.75rem;
    color: var(--accent);
  }

  .verdict.warning,
  p.warning {
    color: var(--memory);
  }

  .verdict svg {
    width: 4rem;
    height: 2rem;
  }

  .sentence {
    color: var(--ink);
    font: 1.25rem/1.4 var(--words);
    text-wrap: balance;
  }

  .places {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
    gap: 1rem;
    align-items: start;
  }

  .places > div {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }

  .places h2 + .hint {
    margin-top: 0.3rem;
  }

  section + section {
    margin-top: 0;
  }

  .sentence + .hint {
    margin-top: 0.3rem;
  }

  summary.button {
    list-style: none;
  }

  summary.button::-webkit-details-marker {
    display: none;
  }

  details[open] > form {
    margin-top: 1rem;
  }

  .name {
    font: 1.0625rem/1.4 var(--words);
    overflow-wrap: anywhere;
  }

  meter {
    display: block;
    width: 100%;
    height: 0.75rem;
    margin-bottom: 0.4rem;
  }

  .places + section {
    margin-top: 2.25rem;
  }

  .history {
    margin-top: 0.5rem;
  }

  .history li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 0.25rem 1rem;
    align-items: center;
    padding-block: 0.5rem;
    border-bottom: 1px solid var(--rule);
    overflow-wrap: anywhere;
  }

  .limits {
    max-width: var(--measure);
    margin-top: 2rem;
  }

  .result li + li {
    margin-top: 0;
  }

  dialog .row {
    justify-content: end;
    margin-top: 1.25rem;
  }

  dialog h2 {
    margin-bottom: 0.75rem;
  }

  @media (max-width: 40rem) {
    .verdict {
      grid-template-columns: minmax(0, 1fr);
      gap: 0.5rem;
    }

    .history li {
      grid-template-columns: minmax(0, 1fr) auto;
    }

    .history li > div:first-child {
      grid-column: 1 / -1;
    }
  }
`;

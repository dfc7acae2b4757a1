// How the timeline looks.
import { css } from "../../lib/lit.js";

export const timelineStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 1.25rem;
  }

  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(6rem, 1fr));
    gap: 0.75rem;
  }

  .slider {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0.25rem 0.6rem;
    align-items: center;
  }

  .slider input {
    width: 100%;
    min-height: 2.4rem;
  }

  .slider button {
    width: 2.4rem;
    padding: 0;
    font-size: 1.3rem;
    line-height: 1;
  }

  :dir(rtl) .slider button {
    scale: -1 1;
  }

  .slider p {
    grid-column: 1 / -1;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }

  .both {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.5rem 2.5rem;
  }

  @media (min-width: 60rem) {
    .both {
      grid-template-columns: minmax(0, 1fr) 17rem;
    }
  }

  nav h3 {
    margin-top: 1rem;
    color: var(--faded);
    font-weight: 500;
    font-size: 0.8125rem;
  }

  nav h3:first-child {
    margin-top: 0;
  }

  nav button {
    display: grid;
    grid-template-columns: 4.5rem minmax(0, 1fr);
    width: 100%;
    padding-inline: 0.5rem;
    font-size: 0.9rem;
    text-align: start;
  }

  nav [aria-current] {
    background: var(--memory-tint);
    color: var(--ink);
  }

  nav time {
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  nav span {
    min-width: 0;
    overflow-wrap: anywhere;
  }
`;

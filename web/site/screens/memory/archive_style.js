// How the archive looks.
import { css } from "../../lib/lit.js";

export const archiveStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 1.25rem;
    max-width: 48rem;
  }

  .search {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    align-items: end;
  }

  .what {
    flex: 1 1 14rem;
  }

  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
  }

  .chip {
    min-height: 2rem;
    padding: 0.1rem 0.7rem;
    border-color: var(--rule);
    border-radius: 1rem;
    font-size: 0.875rem;
  }

  .chip[aria-pressed="true"] {
    border-color: var(--memory);
    background: var(--memory-tint);
  }

  li {
    border-block-end: 1px solid var(--rule);
  }

  .pager {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    justify-content: space-between;
  }
`;

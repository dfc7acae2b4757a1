// What folds and unfolds where its summary is a row of several things, which hides the browser's own mark.
import { css } from "../../lib/lit.js";

export const folds = css`
  summary {
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary::before {
    flex: none;
    width: 0.45rem;
    height: 0.45rem;
    border: solid var(--faded);
    border-width: 0 2px 2px 0;
    content: "";
    transform: rotate(-45deg);
    transition: transform 0.15s;
  }

  summary:dir(rtl)::before {
    transform: rotate(135deg);
  }

  details[open] > summary::before {
    transform: rotate(45deg);
  }
`;

// How the marks look, in the meter and on the screen.
import { css } from "../lib/lit.js";

export const marked = css`
  svg:dir(rtl) {
    transform: scaleX(-1);
  }

  .full {
    fill: currentcolor;
  }

  .free {
    fill: none;
    stroke: currentcolor;
    stroke-width: 1;
    opacity: 0.7;
  }
`;

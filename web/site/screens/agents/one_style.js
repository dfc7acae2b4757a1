// How the page of one agent looks.
import { css } from "../../lib/lit.js";

export const oneStyle = css`
  .back {
    display: inline-block;
    margin-bottom: 0.75rem;
    padding-block: 0.2rem;
    font-size: 0.9rem;
  }

  h1,
  .about {
    overflow-wrap: anywhere;
  }

  .about {
    max-width: 40rem;
    margin-top: 0.35rem;
  }

  .head {
    margin-top: 1rem;
  }

  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
    gap: 0.75rem 1.5rem;
    margin-top: 1.5rem;
    padding-block: 1rem;
    border-block: 1px solid var(--rule);
  }

  dt {
    color: var(--faded);
    font-size: 0.8rem;
  }

  dd {
    overflow-wrap: anywhere;
  }

  form.stack {
    max-width: 32rem;
  }

  section,
  lw-agent-conversations {
    display: block;
    margin-top: 2.5rem;
  }

  section .hint {
    max-width: 40rem;
    margin-block: 0.25rem 0.75rem;
    text-wrap: pretty;
  }
`;

// How the list of agents looks.
import { css } from "../../lib/lit.js";

export const listStyle = css`
  header {
    margin-bottom: 1.5rem;
  }

  .about {
    max-width: 36rem;
    margin-block: 0.35rem 1rem;
    text-wrap: pretty;
  }

  input[type="search"] {
    flex: 1 1 16rem;
  }

  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
    gap: 1rem;
  }

  .card {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 0.4rem;
    min-width: 0;
  }

  .card:hover {
    border-color: var(--edge);
  }

  .card.current {
    border-color: var(--accent);
  }

  h2,
  h3 {
    overflow-wrap: anywhere;
  }

  .card h2,
  .card h3 {
    font: 600 1.15rem/1.3 var(--words);
  }

  .card a.whole {
    color: inherit;
    text-decoration: none;
  }

  .card a.whole::after {
    position: absolute;
    inset: 0;
    border-radius: inherit;
    content: "";
  }

  .card a.whole:focus-visible {
    outline: none;
  }

  .card:has(a.whole:focus-visible) {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .description {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow-wrap: anywhere;
  }

  .meta {
    margin-top: auto;
    padding-top: 0.4rem;
    overflow-wrap: anywhere;
  }

  .busy {
    color: var(--accent);
    font-weight: 500;
  }

  .busy::before {
    display: inline-block;
    width: 0.55rem;
    height: 0.55rem;
    margin-inline-end: 0.4rem;
    border-radius: 50%;
    background: currentColor;
    animation: breathe 1.6s ease-in-out infinite;
    content: "";
  }

  @keyframes breathe {
    50% {
      opacity: 0.25;
    }
  }

  .more {
    position: relative;
    align-self: flex-start;
    min-height: 1.75rem;
    margin-inline-start: -0.2rem;
    padding: 0.1rem 0.2rem;
    font-size: 0.875rem;
  }

  .away {
    margin-top: 2.5rem;
  }

  .away summary {
    padding-block: 0.4rem;
    font: 600 1.1rem/1.4 var(--words);
  }

  .away li {
    padding-block: 0.5rem;
    border-bottom: 1px solid var(--rule);
  }

  @media (forced-colors: active) {
    .busy::before {
      border: 0.3rem solid CanvasText;
    }
  }
`;

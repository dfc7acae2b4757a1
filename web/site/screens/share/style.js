// What the screen of shared things looks like.
import { css } from "../../lib/lit.js";

export const style = css`
  :host {
    display: block;
    max-width: 40rem;
    margin-inline: auto;
    padding: 1.5rem 1rem 3rem;
  }

  h1 {
    margin-block-end: 0.5rem;
  }

  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.4rem;
    margin-block-start: 1.5rem;
  }

  textarea,
  select {
    width: 100%;
    min-width: 0;
  }

  textarea {
    font: 1.0625rem/1.6 var(--words);
  }

  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.25rem;
    margin-block: 0.5rem;
    padding: 0;
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    column-gap: 0.75rem;
    align-items: center;
    padding-block: 0.3rem;
    padding-inline: 0.75rem 0.3rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
  }

  li .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  li .hint {
    grid-row: 2;
  }

  li button {
    grid-row: 1 / span 2;
    grid-column: 2;
    min-width: 2.4rem;
  }

  label:not(:first-child) {
    margin-block-start: 0.75rem;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-block-start: 1rem;
  }
`;

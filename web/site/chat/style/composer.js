// How the field for a message looks, and what goes with it.
import { css } from "../../lib/lit.js";

export const composerStyle = css`
  :host {
    display: block;
    width: 100%;
    max-width: calc(var(--measure, 42rem) + 2rem);
    margin: 0 auto;
    padding: 0.4rem 1rem max(0.75rem, env(safe-area-inset-bottom));
  }

  .composer {
    display: flex;
    gap: 0.5rem;
    align-items: flex-end;
  }

  textarea {
    flex: 1;
    min-width: 0;
    max-height: 40vh;
    padding: 0.6rem 0.95rem;
    border-radius: 1.1rem;
    font: 1.0625rem/1.5 var(--words);
    resize: none;
  }

  textarea::placeholder {
    color: var(--faded);
    opacity: 1;
    white-space: nowrap;
  }

  .composer button {
    flex: none;
    min-height: 2.85rem;
  }

  .send {
    border-color: transparent; /* seen in forced colours */
    border-radius: 1.1rem;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 500;
  }

  .send[aria-busy="true"] {
    animation: waiting 1.2s ease-in-out infinite alternate;
  }

  @keyframes waiting {
    to {
      opacity: 0.5;
    }
  }

  .add {
    min-width: 2.85rem;
    padding: 0;
    font-size: 1.35rem;
  }

  letta-pictures,
  letta-voice {
    display: block;
  }

  letta-voice {
    display: flex;
    align-items: center;
  }

  letta-pictures {
    padding-bottom: 0.5rem;
  }

  .pictures,
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-bottom: 0.5rem;
    padding: 0;
    list-style: none;
  }

  .pictures li {
    position: relative;
  }

  .pictures img {
    display: block;
    height: 5rem;
    max-width: 10rem;
    border-radius: 0.5rem;
    object-fit: cover;
  }

  .pictures li button {
    position: absolute;
    inset-block-start: 0.2rem;
    inset-inline-end: 0.2rem;
  }

  :is(.pictures, .files) li button {
    min-height: 1.6rem;
    padding: 0 0.5rem;
    line-height: 1;
  }

  .files li {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    min-width: 0;
    max-width: 100%;
    padding: 0.25rem 0.6rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }

  .camera video {
    width: 100%;
    border-radius: 0.5rem;
    background: var(--tint);
  }
`;

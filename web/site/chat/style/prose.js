// How Markdown looks.
import { css } from "../../lib/lit.js";

export const proseStyle = css`
  lw-prose {
    display: block;
  }

  lw-prose > * + * {
    margin-top: 0.65rem;
  }

  lw-prose :is(h3, h4, h5, h6) {
    color: var(--ink);
    font: 600 1.0625rem/1.4 var(--words);
  }

  lw-prose h3 {
    font-size: 1.2rem;
  }

  lw-prose :is(ul, ol) {
    padding-inline-start: 1.5rem;
  }

  lw-prose li > :is(p, ul, ol, .code) {
    margin-top: 0.3rem;
  }

  lw-prose li.task {
    list-style: none;
    margin-inline-start: -1.4rem;
  }

  lw-prose li.task input {
    width: 1rem;
    height: 1rem;
    vertical-align: -0.1rem;
  }

  lw-prose p,
  lw-prose .raw {
    white-space: pre-line;
  }

  lw-prose blockquote {
    margin-inline: 0;
    padding-inline-start: 0.9rem;
    border-inline-start: 3px solid var(--rule);
    color: var(--faded);
  }

  lw-prose hr {
    width: 100%;
    border: 0;
    border-top: 1px solid var(--rule);
  }

  lw-prose img {
    display: block;
    max-width: 100%;
    max-height: 24rem;
    border-radius: 0.5rem;
  }

  lw-prose .picture {
    font: 0.9rem/1.4 var(--tools);
  }

  lw-prose :is(th, td) {
    white-space: normal;
    min-width: 5rem;
  }

  lw-prose .center {
    text-align: center;
  }

  lw-prose .right {
    text-align: end;
  }

  .code {
    overflow: hidden;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
    background: var(--tint);
  }

  .code .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 2rem;
    padding-inline-start: 0.8rem;
    color: var(--faded);
    font: 0.78rem/1.4 var(--tools);
  }

  .code .bar button {
    min-height: 2rem;
  }

  .code pre {
    border-radius: 0;
    white-space: pre;
  }

  pre {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;

// What a conversation looks like. Colours and type come from the page, as custom properties.
import { css } from "../lib/lit.js";

export const logStyle = css`
  :host {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }

  .scroll {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    padding: 1rem 1rem 0.5rem;
    outline-offset: -2px;
  }

  .log {
    flex: none;
    width: 100%;
    max-width: var(--measure, 42rem);
    margin: 0 auto;
  }

  .nothing {
    flex: none;
    max-width: 24rem;
    margin: auto;
    color: var(--faded);
    font: italic 1.1rem/1.6 var(--words);
    text-align: center;
    text-wrap: balance;
  }

  .reading {
    position: absolute;
    inset: 0.5rem 0 auto;
    z-index: 1;
    width: fit-content;
    margin: 0 auto;
    padding: 0.15rem 0.8rem;
    border-radius: 1rem;
    background: var(--tint);
  }

  article {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    padding-bottom: 0.5rem;
    outline: none;
  }

  article:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .end {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline: 0;
    width: fit-content;
    margin-inline: auto;
    border-radius: 2rem;
    box-shadow: 0 2px 10px rgb(0 0 0 / 12%);
    font-size: 0.85rem;
  }

  .day {
    align-self: stretch;
    display: flex;
    gap: 0.75rem;
    align-items: center;
    margin-block: 0.75rem;
    color: var(--faded);
    font-size: 0.8rem;
  }

  .day::before,
  .day::after {
    flex: 1;
    height: 1px;
    background: var(--rule);
    content: "";
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem;
    align-items: center;
    min-height: 1.75rem;
    color: var(--faded);
    font-size: 0.78rem;
    opacity: 0;
    transition: opacity 0.12s;
  }

  .acts time {
    padding-inline: 0.15rem 0.4rem;
  }

  .acts button {
    min-height: 1.75rem;
    padding: 0 0.55rem;
    font-size: inherit;
  }

  .message.user ~ .acts {
    align-self: flex-end;
  }

  article:hover > .acts,
  article:focus-within > .acts {
    opacity: 1;
  }

  @media (hover: none) {
    .acts {
      opacity: 1;
    }
  }

  .thinking {
    display: flex;
    gap: 0.35rem;
    padding: 0.5rem 0 1rem;
  }

  .thinking i {
    width: 0.45rem;
    height: 0.45rem;
    border-radius: 50%;
    background: var(--faded);
    animation: breathe 1.2s infinite ease-in-out;
  }

  .thinking i:nth-child(2) {
    animation-delay: 0.15s;
  }

  .thinking i:nth-child(3) {
    animation-delay: 0.3s;
  }

  @keyframes breathe {
    0%,
    70%,
    100% {
      opacity: 0.25;
    }
    35% {
      opacity: 0.9;
    }
  }

  ::highlight(lw-found) {
    background: var(--memory-tint);
    color: var(--memory);
  }
`;

export const messageStyle = css`
  .message {
    max-width: 100%;
    min-width: 0;
    font: 1.0625rem/1.6 var(--words);
    overflow-wrap: anywhere;
  }

  .message.assistant,
  .message.asks,
  .message.error,
  .editor {
    align-self: stretch;
  }

  .message.user {
    align-self: flex-end;
    max-width: 85%;
    padding: 0.5rem 0.95rem;
    border-radius: 1.1rem;
    border-end-end-radius: 0.25rem;
    background: var(--tint);
  }

  .message.user > p {
    white-space: pre-wrap;
  }

  .message.user img {
    display: block;
    max-width: 100%;
    max-height: 20rem;
    margin-block: 0.25rem;
    border-radius: 0.5rem;
  }

  .message.waiting {
    opacity: 0.65;
  }

  .waits {
    align-self: flex-end;
    font-size: 0.78rem;
  }

  .sender {
    display: block;
    color: var(--faded);
    font: 500 0.78rem/1.4 var(--tools);
  }

  .file {
    margin-top: 0.35rem;
    padding: 0.25rem 0.6rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
    background: var(--paper);
    font: 0.85rem/1.5 var(--tools);
  }

  .file pre {
    max-height: 20rem;
    margin-top: 0.35rem;
    overflow: auto;
  }

  .note {
    color: var(--faded);
    font-size: 0.875rem;
  }

  .message.error {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    align-items: center;
    margin-block: 0.25rem;
    padding: 0.6rem 0.95rem;
    border-inline-start: 3px solid var(--bad);
    color: var(--bad);
    font: 0.95rem/1.5 var(--tools);
  }

  .message.asks {
    display: flex;
    flex-direction: column;
    gap: 0.6rem;
    margin-block: 0.35rem;
    padding: 0.8rem 1rem;
    border: 1px solid var(--rule);
    border-inline-start: 3px solid var(--accent);
    border-radius: 0.5rem;
    font: 0.95rem/1.5 var(--tools);
  }

  .message.asks pre,
  .arguments td {
    max-height: 16rem;
    overflow: auto;
  }

  .reason {
    flex: 1;
    min-width: 8rem;
  }

  .editor {
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    padding: 0.8rem 1rem;
    border-radius: 0.75rem;
    background: var(--tint);
  }

  .editor textarea {
    width: 100%;
    font: 1.0625rem/1.5 var(--words);
  }

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

  .host,
  .took,
  .short {
    color: var(--faded);
    font-family: var(--tools);
  }

  .host {
    font-size: 0.85em;
  }

  .took {
    margin-inline-start: 0.5em;
    font-weight: 400;
  }

  .glyph {
    padding: 0 0.3em;
    border: 1px solid var(--bad);
    border-radius: 0.3em;
    color: var(--bad);
    font: 0.75em/1.4 var(--code);
    unicode-bidi: isolate;
  }

  details {
    max-width: 100%;
    color: var(--faded);
    font-size: 0.875rem;
  }

  details[open] {
    align-self: stretch;
  }

  summary {
    width: fit-content;
    max-width: 100%;
    padding-block: 0.2rem;
    overflow-wrap: anywhere;
  }

  .aside[open] > :not(summary),
  .memory-chip[open] > :not(summary) {
    margin-block: 0.35rem;
    margin-inline-start: 1rem;
  }

  .failed > summary {
    color: var(--bad);
  }

  .memory-chip > summary {
    padding: 0.2rem 0.8rem;
    border-radius: 1rem;
    background: var(--memory-tint);
    color: var(--memory);
    list-style-position: inside;
  }

  .memory-chip.back > summary {
    background: var(--tint);
    color: var(--faded);
    text-decoration: line-through;
  }

  .arguments th {
    width: 8rem;
  }

  .arguments td {
    color: var(--ink);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .diff {
    padding: 0.6rem 0.8rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
    background: var(--raised);
    color: var(--ink);
    font: 0.95rem/1.55 var(--words);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  @media (forced-colors: active) {
    .message.user,
    .memory-chip > summary,
    .editor {
      border: 1px solid;
    }
  }
`;

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

export const chatStyle = css`
  :host {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    background: var(--paper);
  }

  .find {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-end: 1.1rem;
    z-index: 2;
    display: grid;
    place-items: center;
    width: 2.4rem;
    padding: 0;
    border-color: var(--rule);
    border-radius: 50%;
    background: var(--paper);
  }

  .find svg {
    width: 1.05rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
  }

  @media (hover: hover) {
    .find:not(:focus-visible) {
      opacity: 0;
    }

    :host(:hover) .find {
      opacity: 1;
    }
  }

  .said {
    position: absolute;
    inset-block-end: 5rem;
    inset-inline: 1rem;
    width: fit-content;
    max-width: 100%;
    margin-inline: auto;
    padding: 0.5rem 1rem;
    border-radius: 0.5rem;
    background: var(--ink);
    color: var(--paper);
    font-size: 0.9rem;
  }
`;

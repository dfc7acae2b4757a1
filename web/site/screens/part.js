// What the parts of the screens of models and settings have in common: they are views of sections, and what comes of
// a click is said beside it.
import { css } from "../lib/lit.js";
import { base } from "../style/base.js";
import { Saying } from "./saying.js";
import { View } from "./view.js";

/** @typedef {import("../shell/app_object.js").App} App */

const look = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 2.5rem;
  }

  section {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
  }

  section + section {
    margin-top: 0;
  }

  h2 + .hint {
    margin-top: -0.4rem;
  }

  .hint,
  .said {
    max-width: 42rem;
    text-wrap: pretty;
  }

  .said:empty {
    display: none;
  }

  .said:not(.error) {
    color: var(--accent);
  }

  strong,
  .name {
    overflow-wrap: anywhere;
  }

  .field {
    max-width: 28rem;
  }

  .check input {
    flex: none;
  }
`;

export class Part extends View {
  /** @override */
  static styles = [base, look];

  saying = new Saying(this);

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (!changed.has("trouble") || !this.trouble) return;
    this.isLoaded = true; // as far as it will be
    this.saying.say(this.trouble, true);
  }
}

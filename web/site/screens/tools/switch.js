// A switch: a checkbox that looks like what it does.
import { css, html, live } from "../../lib/lit.js";

export const switches = css`
  .switch {
    display: inline-flex;
    gap: 0.5rem;
    align-items: center;
    min-height: 2rem;
    color: var(--faded);
    font-size: 0.875rem;
  }

  .switch:has(:checked) {
    color: var(--ink);
  }

  .switch input {
    position: relative;
    flex: none;
    width: 2.4rem;
    height: 1.4rem;
    border-radius: 1rem;
    background: var(--paper);
    appearance: none;
    transition: background 0.15s;
  }

  .switch input::before {
    position: absolute;
    inset-block-start: 0.15rem;
    inset-inline-start: 0.15rem;
    width: 1rem;
    height: 1rem;
    border-radius: 50%;
    background: var(--edge);
    content: "";
    transition: inset-inline-start 0.15s;
  }

  .switch input:checked {
    border-color: var(--accent);
    background: var(--accent);
  }

  .switch input:checked::before {
    inset-inline-start: 1.15rem;
    background: var(--on-accent);
  }

  .switch:has(:disabled) {
    cursor: default;
    opacity: 0.5;
  }

  @media (forced-colors: active) {
    .switch input {
      width: 1.25rem;
      height: 1.25rem;
      appearance: auto;
    }

    .switch input::before {
      content: none;
    }
  }
`;

/**
 * @param {{ text: string, label?: string, name?: string, isOn: boolean, isDisabled?: boolean, onChange: (isOn: boolean) => unknown }} wish
 *   `label` says it where the text alone would not
 */
export function toggle({ text, label = text, name = "", isOn, isDisabled = false, onChange }) {
  const changed = (/** @type {Event} */ { target }) =>
    onChange(/** @type {HTMLInputElement} */ (target).checked);
  return html`<label class="switch">
    <input
      type="checkbox"
      role="switch"
      name=${name}
      aria-label=${label}
      .checked=${live(isOn)}
      ?disabled=${isDisabled}
      @change=${changed}
    />
    <span>${text}</span>
  </label>`;
}

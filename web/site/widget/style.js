// How a widget looks, in a page whose own rules may be about anything. They reach the element itself, where `:host`
// with `!important` is stronger than theirs, and nothing inside; what they would hand down is begun anew by `.root`.
// A page that wants another look sets the properties named --letta-…, or styles the parts.

export const styles = `
:host {
  display: contents !important;
  visibility: visible !important;
}

:host([inline]:not([inline="false"])) {
  display: block !important;
}

.root {
  all: initial;
  display: contents;
  color-scheme: light dark;
  --paper: var(--letta-paper, light-dark(#faf8f3, #191814));
  --raised: var(--letta-raised, light-dark(#ffffff, #22211c));
  --tint: var(--letta-tint, light-dark(#efeae0, #2a2822));
  --rule: var(--letta-rule, light-dark(#e2dccf, #37342c));
  --edge: var(--letta-edge, light-dark(#8d8677, #7f7969));
  --ink: var(--letta-ink, light-dark(#23211c, #e9e4d9));
  --faded: var(--letta-faded, light-dark(#6b665b, #a29c8e));
  --accent: var(--letta-accent, light-dark(#2d5f52, #8fc7b3));
  --on-accent: var(--letta-on-accent, light-dark(#ffffff, #12201b));
  --memory: light-dark(#8a5a10, #e5b568);
  --memory-tint: light-dark(#f8ecd5, #362b17);
  --bad: light-dark(#a3361f, #f0937d);
  --gone: light-dark(#f9e0da, #43231c);
  --come: light-dark(#ddeee0, #1f3a2a);
  --tools: var(--letta-font, system-ui, "Segoe UI", "Noto Sans", sans-serif);
  --words: var(--letta-text-font, var(--letta-font, "Charter", "Bitstream Charter", "Iowan Old Style",
    "Source Serif 4", "Noto Serif", Georgia, serif));
  --code: ui-monospace, "Cascadia Code", "DejaVu Sans Mono", Menlo, monospace;
  --measure: 42rem;
  --inset: var(--letta-inset, 20px);
  --size: var(--letta-launcher-size, 56px);
  --radius: var(--letta-radius, 16px);
  color: var(--ink);
  font: 16px/1.5 var(--tools);
}

.root[data-theme="light"] { color-scheme: light; }
.root[data-theme="dark"] { color-scheme: dark; }
.root.inline { display: block; height: 100%; }

*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p { margin: 0; }
h2 { font: 600 17px/1.3 var(--words); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hint { color: var(--faded); font-size: 14px; }

button {
  min-height: 40px;
  padding: 4px 12px;
  border: 1px solid var(--edge);
  border-radius: 8px;
  background: var(--raised);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button.quiet { border-color: transparent; background: none; color: var(--faded); }
button.quiet:hover, button[aria-expanded="true"].quiet { background: var(--tint); color: var(--ink); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.icon { display: block; width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; }
.icon.dots { stroke-width: 3; }

.corner, .panel { position: fixed; inset: auto; margin: 0; padding: 0; border: 0; color: inherit; }
.corner { inset-block-end: var(--inset); inset-inline-end: var(--inset); overflow: visible; background: none; }
.launcher {
  display: grid;
  place-items: center;
  min-width: var(--size);
  height: var(--size);
  padding: 0;
  border: 1px solid transparent;
  border-radius: 999px;
  background: var(--accent);
  color: var(--on-accent);
  box-shadow: 0 2px 12px rgb(0 0 0 / 22%);
  transition: scale 0.15s;
}
.launcher:hover { scale: 1.05; }
.launcher .icon { width: 26px; height: 26px; }

.panel {
  inset-block-end: calc(var(--inset) + var(--size) + 12px);
  inset-inline-end: var(--inset);
  width: min(var(--letta-width, 400px), calc(100vw - 2 * var(--inset)));
  height: min(var(--letta-height, 640px), calc(100dvh - 2 * var(--inset) - var(--size) - 12px));
  max-width: none;
  max-height: none;
  overflow: hidden;
  border: 1px solid var(--rule);
  border-radius: var(--radius);
  background: var(--paper);
  box-shadow: 0 12px 48px rgb(0 0 0 / 24%);
}
.panel:popover-open, .panel[open] { display: flex; flex-direction: column; }
.panel:focus { outline: none; }
.root[data-position="start"] :is(.corner, .panel) { inset-inline: var(--inset) auto; }
.panel:modal { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; }
.panel:modal::backdrop { background: rgb(0 0 0 / 40%); }
.inline .panel { position: static; width: 100%; height: 100%; min-height: 384px; box-shadow: none; }
.inline .closer { display: none; }

.head {
  position: relative;
  display: flex;
  gap: 4px;
  align-items: center;
  padding: 8px 8px 8px 16px;
  border-block-end: 1px solid var(--rule);
}
:dir(rtl) .head { padding: 8px 16px 8px 8px; }
.head > slot { flex: 1; min-width: 0; display: block; }
.head > button { display: grid; place-items: center; width: 40px; padding: 0; }
.menu {
  position: absolute;
  inset-block-start: calc(100% + 4px);
  inset-inline-end: 8px;
  z-index: 2;
  width: min(300px, calc(100% - 16px));
  padding: 8px;
  border: 1px solid var(--rule);
  border-radius: 12px;
  background: var(--raised);
  box-shadow: 0 8px 32px rgb(0 0 0 / 18%);
}
.choices { display: grid; }
.choices button { color: var(--ink); text-align: start; }
.where { padding: 8px 12px 4px; border-block-start: 1px solid var(--rule); margin-block-start: 8px; }

.body { display: grid; flex: 1; min-height: 0; grid-template: minmax(0, 1fr) / minmax(0, 1fr); }
.body > * { zoom: var(--zoom, 1); }
.body > iframe { width: 100%; height: 100%; border: 0; }
.notice { display: grid; gap: 12px; place-content: center; justify-items: center; padding: 24px; text-align: center; }

@media (forced-colors: active) {
  .launcher, .panel, .menu { border: 1px solid ButtonText; }
}
@media (prefers-reduced-motion: reduce) {
  .launcher { transition: none; }
}
@media print {
  .root { display: none; }
}
`;

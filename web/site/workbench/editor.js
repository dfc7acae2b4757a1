// The editor of source: CodeMirror, as PyScript carries it. Where that can't be had it is a field of text, no less true.
import { h } from "../dom.js";
import { words } from "../words/words.js";

const t = await words("workbench");
const PYSCRIPT = "../vendor/pyscript/dist/core.js";

/**
 * @typedef {object} Editor
 * @property {() => string} text
 * @property {(text: string, language: string) => void} show
 */

/** There is nothing to write into before something is shown. @param {HTMLElement} parent @param {() => void} onChange @returns {Promise<Editor>} */
export async function openEditor(parent, onChange) {
  try {
    const { codemirror } = await import(PYSCRIPT);
    return await codeMirror(await parts(codemirror), parent.attachShadow({ mode: "open" }), onChange);
  } catch (error) {
    console.warn("There is no editor but a plain one.", error);
    return plain(parent, onChange);
  }
}

/** @param {any} codemirror  PyScript's, which fetches what is asked of it */
async function parts({ core, state, python, language, view, commands }) {
  return Object.assign({}, ...(await Promise.all([core, state, python, language, view, commands])));
}

/** It lives in a shadow, where its styles need no word of the page's policy. @param {any} cm @param {ShadowRoot} root @param {() => void} onChange @returns {Promise<Editor>} */
async function codeMirror(cm, root, onChange) {
  const language = new cm.Compartment();
  const hear = cm.EditorView.updateListener.of(
    (/** @type {any} */ update) => update.docChanged && onChange(),
  );
  const view = new cm.EditorView({
    root,
    extensions: [
      cm.basicSetup,
      cm.syntaxHighlighting(highlights(cm)),
      cm.EditorView.theme(THEME),
      cm.EditorView.contentAttributes.of({ "aria-label": t.source }),
      cm.indentUnit.of("    "),
      cm.keymap.of([cm.indentWithTab]),
      language.of([]),
      hear,
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    show: (text, name) => {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        effects: language.reconfigure(name === "python" ? cm.python() : []),
      });
      if (!view.dom.isConnected) root.append(view.dom);
    },
  };
}

const THEME = {
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--raised)", fontSize: "0.875rem" },
  ".cm-scroller": { fontFamily: "var(--code)", lineHeight: "1.55" },
  ".cm-gutters": { color: "var(--faded)", backgroundColor: "var(--tint)", borderRight: "none" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--tint) 60%, transparent)",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-tooltip, .cm-panels": { color: "var(--ink)", backgroundColor: "var(--paper)" },
};

/** CodeMirror's own colours, made lighter where it is dark. @param {any} cm */
function highlights({ HighlightStyle, defaultHighlightStyle }) {
  const both = (/** @type {string} */ color) =>
    `light-dark(${color}, color-mix(in oklab, ${color} 45%, #ffffff))`;
  return HighlightStyle.define(
    defaultHighlightStyle.specs.map((/** @type {any} */ spec) =>
      spec.color ? { ...spec, color: both(spec.color) } : spec,
    ),
  );
}

/** @param {HTMLElement} parent @param {() => void} onChange @returns {Editor} */
function plain(parent, onChange) {
  const field = h("textarea", { "aria-label": t.source, spellcheck: "false", oninput: onChange });
  return {
    text: () => field.value,
    show: (text) => {
      field.value = text;
      if (!field.isConnected) parent.append(field);
      onChange();
    },
  };
}

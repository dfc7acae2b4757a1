// The way to <letta-agent> from a bundled app. The widget's files stay as they are, because they find each other, and
// Python, by their addresses: copy them where your server serves files, and say where that is.

/**
 * @param {string | URL} files  the address of the folder `files/` of this package, with its last slash
 * @returns {Promise<CustomElementConstructor>}
 */
export async function defineLettaAgent(files) {
  const address = new URL("widget.js", new URL(files, document.baseURI)).href;
  await import(/* @vite-ignore */ /* webpackIgnore: true */ address);
  return customElements.whenDefined("letta-agent");
}

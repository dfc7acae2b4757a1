// Must be the first import of the worker: it makes this place look to Pyodide, while that is evaluated and started,
// as the browser would. `undisguise` puts everything back.

const replaced = {
  // With Node's, Pyodide would take this for Node.
  process: undefined,
  // What relative addresses are relative to.
  location: new URL("file:///worker/"),
};

// What finishes on a background thread would resume outside of any request, where nothing may go on.
const wasm = {
  /** @param {BufferSource} bytes */
  compile: async (bytes) => new WebAssembly.Module(bytes),
  /** @param {BufferSource | WebAssembly.Module} source @param {WebAssembly.Imports} [imports] */
  instantiate: async (source, imports) => {
    if (source instanceof WebAssembly.Module) return new WebAssembly.Instance(source, imports);
    const module = new WebAssembly.Module(source);
    return { module, instance: new WebAssembly.Instance(module, imports) };
  },
};

const restore = [replace(globalThis, replaced), replace(WebAssembly, wasm)];

export function undisguise() {
  for (const each of restore) each();
}

/**
 * Give an object other properties for a while.
 * @param {object} target
 * @param {Record<string, unknown>} properties
 * @returns {() => void}  gives it its own back
 */
export function replace(target, properties) {
  const before = Object.keys(properties).map((name) => [name, Object.getOwnPropertyDescriptor(target, name)]);
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  }
  return () => {
    for (const [name, descriptor] of /** @type {[string, PropertyDescriptor | undefined][]} */ (before)) {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else Reflect.deleteProperty(target, name);
    }
  };
}

// Modules that exist only in the built site, beside the code that imports them.
declare module "*/runtime/pyodide.mjs" {
  export * from "pyodide";
}
declare module "*/runtime/pyodide.asm.mjs" {
  /** Emscripten's module factory: takes settings, resolves to the running module. */
  const createPyodideModule: (settings: any) => Promise<any>;
  export default createPyodideModule;
}
declare module "*/vendor/wllama/esm/index.min.js" {
  export * from "@wllama/wllama/esm/index.js";
}
declare module "*/vendor/web-llm/lib/index.js" {
  export * from "@mlc-ai/web-llm";
}
declare module "*/vendor/pyscript/dist/core.js" {
  export * from "@pyscript/core/js";
}

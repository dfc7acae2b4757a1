// Pyodide, as it lies beside the code of a cell.
declare module "*/pyodide.mjs" {
  export * from "pyodide";
}
declare module "*/pyodide.asm.mjs" {
  /** Emscripten's module factory: takes settings, resolves to the running module. */
  const createPyodideModule: (settings: any) => Promise<any>;
  export default createPyodideModule;
}

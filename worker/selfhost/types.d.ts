// What workerd brings, and the modules that exist only in the built worker, beside the code that imports them.
declare module "cloudflare:workers" {
  export const env: Record<string, unknown>;
  export class DurableObject {
    ctx: unknown;
    env: unknown;
    constructor(ctx: unknown, env: unknown);
  }
  export class WorkerEntrypoint {
    ctx: unknown;
    env: unknown;
    constructor(ctx: unknown, env: unknown);
  }
}
declare module "cloudflare:sockets" {}
declare const Cloudflare: { compatibilityFlags: Record<string, boolean> };

declare class WebSocketPair {
  0: WebSocket;
  1: AcceptedSocket;
}
interface AcceptedSocket extends WebSocket {
  accept(): void;
}

declare module "isolate.json" {
  const modules: Record<string, string>;
  export default modules;
}
declare module "text/*" {
  const text: string;
  export default text;
}
declare module "*.txt" {
  const text: string;
  export default text;
}
declare module "*.zip" {
  const bytes: ArrayBuffer;
  export default bytes;
}
declare module "*.so" {
  const bytes: ArrayBuffer;
  export default bytes;
}
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*/pyodide.mjs" {
  export * from "pyodide";
}
declare module "*/pyodide.asm.mjs" {
  const createPyodideModule: (settings: any) => Promise<any>;
  export default createPyodideModule;
}

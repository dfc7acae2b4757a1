// The worker: a JavaScript class for each class of entry.py, because the runtime wants them as static exports.
// Each hands what it is asked to the Python object in its place.
import { python } from "./python.js";

import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";

/** The runtime's own events. It passes on the bindings and the context with them, which Python's objects have. */
const EVENTS = ["fetch", "alarm", "scheduled", "queue"];

/**
 * A class with the public methods of entry.py's class `name`. Durable Objects keep their Python object; an entrypoint
 * has one for each call.
 * @param {string} name
 * @param {new (ctx: any, env: any) => { ctx: unknown, env: unknown }} Base
 */
function classOf(name, Base) {
  const kept = new WeakMap();
  class Thin extends Base {
    /** @param {unknown} ctx @param {unknown} env */
    constructor(ctx, env) {
      super(ctx, env);
      if (Base === DurableObject) kept.set(this, python.create(name, ctx, env));
    }
  }
  for (const method of python.methods(name)) {
    Object.defineProperty(Thin.prototype, method, {
      /** @this {Thin} @param {unknown[]} args */
      async value(...args) {
        const own = kept.get(this);
        const instance = own ?? python.create(name, this.ctx, this.env);
        const answer = python.call(instance, method, EVENTS.includes(method) ? args.slice(0, 1) : args);
        try {
          return await answer;
        } finally {
          answer.destroy();
          if (!own) instance.destroy();
        }
      },
    });
  }
  return Thin;
}

export default classOf("Default", WorkerEntrypoint);
export const Space = classOf("Space", DurableObject);
export const Directory = classOf("Directory", DurableObject);

// The page's first script: it starts the runtime while the rest of the page is still on its way.
import { connect } from "./lettawasm.js";
import { missingNeeds } from "./needs.js";

/** What this browser lacks. */
export const missing = missingNeeds();

/** The way to the agents, in a browser that lacks nothing. */
export const runtime = missing.length ? null : connect();

Object.assign(globalThis, { lettawasm: runtime }); // for the curious, in the console

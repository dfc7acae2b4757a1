// The first module of an isolate that runs tools. It is loaded for those whose tools may share an interpreter, without
// a network and without a binding: what reaches it, and what leaves it, comes on one line.
import { boot } from "./boot.js"; // before all others
import { Cell } from "./cell.js";
import { undisguise } from "./disguise.js";
import { restoreEntropy } from "./entropy.js";
import { fetchOver } from "./fetch.js";
import { inside } from "./inside.js";
import { lineTo } from "./line.js";

const FOLDER = "/lib/inside";
const encoder = new TextEncoder();
const files = Object.entries(inside).map(([name, text]) => [`${FOLDER}/tools/${name}`, encoder.encode(text)]);
const pyodide = await boot({ PYTHONPATH: FOLDER }, Object.fromEntries(files));
const runner = pyodide.pyimport("tools.runner");
undisguise();
restoreEntropy();
let isAwake = false;

export default {
  fetch() {
    if (!isAwake) runner.wake(); // with random numbers, which there are from the first request on
    isAwake = true;
    return lineTo((post) => {
      const cell = new Cell(post, async () => ({ run: (job) => runner.run(job) }));
      Object.assign(globalThis, { fetch: fetchOver(cell.ask) });
      return cell;
    });
  },
};

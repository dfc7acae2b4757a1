// The first module of an isolate that runs one job in JavaScript, which it is loaded with: only while an isolate starts
// may code be made of text. Like all isolates for tools it has no network and no binding.
import { Cell } from "./cell.js";
import { fetchOver } from "./fetch.js";
import { begin, finish } from "./javascript.js";
import job from "./job.txt";
import { lineTo } from "./line.js";

/** @type {string[]} */
const early = []; // what is said before anybody listens
/** @type {(text: string) => void} */
let post = (text) => void early.push(text);

const cell = new Cell(
  (text) => post(text),
  async () => ({ run: () => finish(begun) }),
);
Object.assign(globalThis, { fetch: fetchOver(cell.ask) });
const begun = begin(job);

export default {
  fetch: () =>
    lineTo((say) => {
      early.forEach((text) => say(text));
      post = say;
      return cell;
    }),
};

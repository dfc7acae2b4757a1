// Asks two workers in turn for rounds of commits: Pyodide's sqlite3 on our file system, and the official
// sqlite-wasm with its own OPFS files. Tells the milliseconds that each commit of a round took on average.

/**
 * The statements, the same for both.
 * @typedef {object} Work
 * @property {string[]} setup
 * @property {string} insert
 * @property {string[]} row
 * @property {number} rounds
 * @property {number} commits in each round
 */

/** @type {Work} */
const work = await (await fetch("/work.json")).json();

/** @param {string} module */
async function start(module) {
  const worker = new Worker(module, { type: "module" });
  const ask = (/** @type {unknown} */ question) =>
    new Promise((answer, fail) => {
      worker.onmessage = ({ data }) => ("error" in data ? fail(new Error(data.error)) : answer(data.answer));
      worker.onerror = (event) => fail(new Error(`${module}: ${event.message}`));
      worker.postMessage(question);
    });
  await ask({ setup: work.setup, insert: work.insert });
  return async () => (await ask({ row: work.row, commits: work.commits })) / work.commits;
}

/** @param {string} topic @param {unknown} value */
const say = (topic, value) => fetch(`/said/${topic}`, { method: "POST", body: JSON.stringify(value) });

try {
  const ours = await start("commits.ours.worker.js");
  const theirs = await start("commits.theirs.worker.js");
  await Promise.all([ours(), theirs()]); // warm up
  const rounds = [];
  for (let n = 0; n < work.rounds; n++) rounds.push({ ours: await ours(), theirs: await theirs() });
  await say("ended", { rounds });
} catch (error) {
  await say("ended", { error: String(error) });
}

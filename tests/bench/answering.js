/**
 * Makes a worker answer one kind of question at a time with `{ answer }` or `{ error }`: the first question
 * is `{ setup, insert }`, every other `{ row, commits }`, answered with the milliseconds it took.
 * @param {(setup: string[], insert: string) => Promise<(row: string[], commits: number) => void>} open
 */
export function answerWith(open) {
  /** @type {(row: string[], commits: number) => void} */
  let commit;
  self.onmessage = async ({ data }) => {
    try {
      if (data.setup) {
        commit = await open(data.setup, data.insert);
        self.postMessage({ answer: null });
      } else {
        const start = performance.now();
        commit(data.row, data.commits);
        self.postMessage({ answer: performance.now() - start });
      }
    } catch (error) {
      self.postMessage({ error: String(error) });
    }
  };
}

// The attempts of an escape list where nothing holds them back: in a page of the app's own origin, and in a worker there.
// Those that lead their page elsewhere are each made in a frame, as nothing runs after them.
async ([source, leaving]) => {
  const worker = new Worker(
    URL.createObjectURL(new Blob([`${source.trim()}.then((out) => postMessage(out))`])),
  );
  const inWorker = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  const inPage = await eval(source);
  for (const one of leaving) {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    frame.contentWindow.eval(one);
  }
  return [inPage, await inWorker];
};

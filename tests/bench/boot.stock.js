// The yardstick's page: it asks its worker, in which Pyodide boots as its manual says, for one answer of the API.

const worker = new Worker("boot.stock.worker.js", { type: "module" });
worker.onmessage = ({ data }) => {
  const body = JSON.stringify({ ...data, answered: performance.now() });
  fetch("/said/visited", { method: "POST", body });
};

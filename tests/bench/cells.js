// The host worker's end of cells, in a page: what it would post to its page, the page posts to itself.
async () => {
  const { openCell } = await import("./sandbox/wire.js");
  const page = await import("./sandbox/page.js");
  addEventListener("message", ({ data, ports: [texts, life] }) => {
    if (data.type === "sandbox") page.openCell(texts, life);
  });
  const cells = [];
  globalThis.cells = {
    open() {
      const said = [];
      let told = () => {};
      const end = openCell((text) => {
        said.push(text);
        told();
      });
      const next = async () => {
        while (!said.length) await new Promise((resolve) => (told = resolve));
        return said.shift();
      };
      return cells.push({ ...end, next }) - 1;
    },
    send: ([number, text]) => cells[number].send(text),
    next: (number) => cells[number].next(),
    kill: (number) => cells[number].kill(),
  };
};

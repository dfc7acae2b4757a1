// The engines of the site in a page of their own, spoken to as Python does: `engines.ask` for tests.
async () => {
  const { connect } = await import("/engines/engines.js");
  const { serveOver } = await import("/engines/prompt_api.js");
  addEventListener("message", ({ data, ports: [port] }) => data.type === "engine" && serveOver(port));

  const lines = new Map();
  let last = 0;

  const open = (engine) => {
    const calls = new Map();
    const hear = (text) => {
      if (!text) {
        lines.delete(engine);
        for (const call of calls.values()) call.end([...call.news, { gone: true }]);
        return;
      }
      const message = JSON.parse(text);
      const call = calls.get(message.id);
      call.news.push({ ...message, at: performance.now() });
      if (message.chunk?.choices && call.stops && call.news.length > call.stops) {
        line.wire.send(JSON.stringify({ id: message.id, op: "abort" }));
      }
      if (message.done || message.error) call.end(call.news);
    };
    const line = { calls, wire: connect(engine, hear) };
    lines.set(engine, line);
    return line;
  };

  /** All messages of one call. With `stops` it is aborted after so many of them. */
  const ask = (engine, op, body = {}, stops = 0) => {
    const { calls, wire } = lines.get(engine) ?? open(engine);
    return new Promise((end) => {
      calls.set(++last, { news: [], stops, end });
      wire.send(JSON.stringify({ id: last, op, body }));
    });
  };

  Object.assign(globalThis, { engines: { ask } });
};

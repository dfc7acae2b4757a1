// The document of one cell, in an origin that is nobody's, without a network. The code that nobody trusts runs in a
// worker below it and can't reach it: all it can do is to post. What it posts goes on if it is a text of bearable
// length; anything else is the end.

const LONGEST = 32_000_000; // characters

document.documentElement.append(document.createElement("iframe")); // as long as it is there, so is our process

addEventListener("message", begin);
addEventListener("messageerror", end); // there is no memory left to take in what a cell is made of

/** @param {MessageEvent} event  from the site's frame, with the code of the cell and a port to the core */
function begin({ source, data: { modules, parts }, ports: [port] }) {
  if (source !== parent) return;
  removeEventListener("message", begin);
  const worker = new Worker(addressOf(modules));
  worker.onerror = worker.onmessageerror = end;
  worker.onmessage = ({ data }) => {
    parent.postMessage(data, "*"); // the memory that it has started with, or null
    worker.onmessage = ({ data }) => {
      if (typeof data === "string" && data.length <= LONGEST) port.postMessage(data);
      else end();
    };
    port.onmessage = ({ data }) => worker.postMessage(data);
    port.postMessage("{}");
  };
  const { wasm, stdlib, memory } = parts;
  worker.postMessage(parts, [wasm.buffer, stdlib.buffer, ...(memory ? [memory.buffer] : [])]);
}

/**
 * Give each module an address by which the next ones import it. The result is that of the last.
 * @param {Record<string, string>} modules
 */
function addressOf(modules) {
  /** @type {Record<string, string>} */
  const urls = {};
  let url = "";
  for (const [name, text] of Object.entries(modules)) {
    const linked = text.replace(
      /(from |import\()"\.\/([\w.]+)"/g,
      (_, verb, other) => `${verb}"${urls[other]}"`,
    );
    url = urls[name] = URL.createObjectURL(new Blob([linked], { type: "text/javascript" }));
  }
  return url;
}

function end() {
  parent.postMessage("end", "*");
}

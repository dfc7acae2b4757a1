// The bed in a browser: OPFS. Its address carries the options, and what it has to say it posts to the server
// it came from, synchronously: an acknowledgement that was sent has arrived.

import { closeFiles, openFiles } from "../../web/site/opfs.js";
import { FILES, bootPython } from "./bed.js";

const options = JSON.parse(new URL(location.href).searchParams.get("options") ?? "{}");

/** @param {string} topic @param {string} json */
function say(topic, json) {
  const request = new XMLHttpRequest();
  request.open("POST", `/said/${topic}`, false);
  request.send(json);
}

try {
  const archive = await (await fetch("/source.zip")).arrayBuffer();
  const root = await navigator.storage.getDirectory();
  const files = await openFiles(await root.getDirectoryHandle("space", { create: true }), FILES);
  const python = await bootPython({ archive, files });
  python.registerJsModule("bed", {
    count: options.count,
    acknowledge: (/** @type {number} */ n) => say("acknowledged", JSON.stringify(n)),
    report: (/** @type {string} */ json) => say("reported", json),
  });
  python.pyimport(`tests.storage.programs.${options.program}`).main();
  closeFiles(files);
  say("ended", "null");
} catch (error) {
  say("ended", JSON.stringify(String(error)));
}

// Pyodide's sqlite3 through our driver and our file system.

import { openFiles } from "../../web/site/opfs.js";
import { FILES, bootPython } from "../storage/bed.js";
import { answerWith } from "./answering.js";

answerWith(async (setup, insert) => {
  const archive = await (await fetch("/source.zip")).arrayBuffer();
  const root = await navigator.storage.getDirectory();
  const files = await openFiles(await root.getDirectoryHandle("ours", { create: true }), FILES);
  const python = await bootPython({ archive, files });
  const stream = python.pyimport("tests.bench.commits").CommitStream(setup, insert);
  return (row, commits) => stream.run(row, commits);
});

// The official sqlite-wasm on its OPFS pool, with its statements prepared once.

import initialise from "../../web/node_modules/@sqlite.org/sqlite-wasm/dist/index.mjs";
import { answerWith } from "./answering.js";

const PRAGMAS = ["locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"];

answerWith(async (setup, insert) => {
  const sqlite3 = await initialise();
  const pool = await sqlite3.installOpfsSAHPoolVfs({ directory: "/theirs", name: "theirs" });
  const database = new pool.OpfsSAHPoolDb("/space.db");
  for (const pragma of PRAGMAS) database.exec(`PRAGMA ${pragma}`);
  const mode = database.selectValue("PRAGMA journal_mode");
  if (mode !== "wal") throw new Error(`It keeps a ${mode} journal`);
  for (const statement of setup) database.exec(statement);
  const [begin, write, commit] = ["BEGIN IMMEDIATE", insert, "COMMIT"].map((sql) => database.prepare(sql));
  return (row, commits) => {
    for (let n = 0; n < commits; n++) {
      begin.stepReset();
      write.bind(row).stepReset();
      commit.stepReset();
    }
  };
});

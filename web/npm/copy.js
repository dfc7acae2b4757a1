#!/usr/bin/env node
// Copies the widget's files to where a server serves them: `npx lettawasm-widget public/letta`.
import { cp } from "node:fs/promises";

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("Say where to: npx lettawasm-widget public/letta");
  process.exit(1);
}
await cp(new URL("files/", import.meta.url), folder, { recursive: true });

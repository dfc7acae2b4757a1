// Makes one file of each part of the widget: a foreign page shouldn't have to fetch dozens. Whatever has state that the
// parts share, or asks where it lies, stays a module of its own, and so does what is imported only when it is needed.
//
//   node widget.mjs <site> <out>
import { dirname, relative, resolve } from "node:path";
import { build } from "esbuild";

const [site, out] = process.argv.slice(2).map((path) => resolve(path));
const ENTRIES = ["widget.js", "widget/ui.js"];
const PARTS = /^(widget|chat|style)\/|^(api|dom|diff)\.js$/;

/** @param {string} entry @returns {import("esbuild").Plugin} */
const parts = (entry) => ({
  name: "parts",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      const name = relative(site, resolve(resolveDir, path));
      if (kind === "import-statement" && PARTS.test(name)) return { path: resolve(site, name) };
      const address = relative(dirname(entry), name);
      return { path: address.startsWith(".") ? address : `./${address}`, external: true };
    });
  },
});

for (const entry of ENTRIES)
  await build({
    entryPoints: [resolve(site, entry)],
    outfile: resolve(out, entry),
    plugins: [parts(entry)],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });

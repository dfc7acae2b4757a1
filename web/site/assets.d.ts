// What build.py writes into assets.js, a module beside the built site's index.html.

/** Changes with any file of the site. */
export const version: string;
/** Changes with Pyodide, the standard library, the packages or lettawasm's Python: the key of a memory snapshot. */
export const runtimeKey: string;
/** WebAssembly side modules: where Python looks for each, and its address relative to the site. */
export const libraries: { path: string; url: string }[];
/** Every file of the site but assets.js, sw.js and what is vendored, by its address relative to the site. */
export const files: Record<string, { sha256: string; size: number }>;
/** Files of other people's packages, which are kept once they have been used. */
export const vendored: Record<string, { sha256: string; size: number }>;

// The types of lib/marked.js, which the build bundles from this package.
export { lexer } from "marked";
export type { Token, Tokens, TokensList } from "marked";

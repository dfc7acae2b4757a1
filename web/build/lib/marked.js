// Markdown's grammar: texts to tokens. What becomes of tokens is ours.
export { lexer } from "marked";

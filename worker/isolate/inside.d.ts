// Made when the worker is built: our Python in a cell, by file name.
export const inside: Record<string, string>;

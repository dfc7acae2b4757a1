// Files within a message: as a model reads them, and as a person is shown them.

/** @typedef {{ name: string, text: string, folder: string }} Attached  `folder` where the file itself lies, if not in the message */

const FILE = /\n*<file name="([^"\n]*)"(?: folder="([^"\n]*)" \/>| characters="(\d+)">\n)/;

/** @param {string} words @param {Attached[]} files */
export function withFiles(words, files) {
  const wrapped = files.map(({ name, text, folder }) =>
    folder
      ? `<file name="${plain(name)}" folder="${plain(folder)}" />`
      : `<file name="${plain(name)}" characters="${text.length}">\n${text}\n</file>`,
  );
  return [words, ...wrapped].filter(Boolean).join("\n\n");
}

/** @param {string} text @returns {{ words: string, files: Attached[] }} */
export function filesIn(text) {
  const files = [];
  let [words, rest] = [text, text];
  for (let found = FILE.exec(rest); found; found = FILE.exec(rest)) {
    if (!files.length) words = rest.slice(0, found.index);
    const start = found.index + found[0].length;
    const length = Number(found[3] ?? 0);
    files.push({ name: found[1], folder: found[2] ?? "", text: rest.slice(start, start + length) });
    rest = rest.slice(start + length);
  }
  return { words, files };
}

/** @param {string} name */
function plain(name) {
  return name.replace(/["\n\r]/g, "'");
}

// The page's part in the sandbox: it holds the frame in which cells live, and knows nothing of what they do.

const address = new URL("frame.html", import.meta.url); // of the site's, on whosever page this is
/** @type {Promise<Window> | null} */
let frame = null;

/** Open a cell. @param {MessagePort} texts @param {MessagePort} life  closed from either end when the cell ends */
export async function openCell(texts, life) {
  frame ??= load();
  (await frame).postMessage("open", address.origin, [texts, life]);
}

/** @returns {Promise<Window>} */
function load() {
  const element = document.createElement("iframe");
  element.src = address.href;
  element.hidden = true;
  element.title = "Sandbox";
  const isReady = new Promise((resolve) => {
    addEventListener("message", function hear({ source }) {
      if (source !== element.contentWindow) return;
      removeEventListener("message", hear);
      resolve(source);
    });
  });
  document.body.append(element);
  return isReady;
}

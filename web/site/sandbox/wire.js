// The host worker's way to a cell, which lives in the page: a port for the texts, and one that is open as long as
// the cell may live.

/**
 * @param {(text: string | null) => void} hear  each text, and null when the cell is gone
 * @returns {{ send: (text: string) => void, kill: () => void }}
 */
export function openCell(hear) {
  const texts = new MessageChannel();
  const life = new MessageChannel();
  let isAlive = true;
  const end = () => {
    if (isAlive) hear(null);
    kill();
  };
  const kill = () => {
    isAlive = false;
    life.port1.postMessage("end"); // not every browser tells the other end of closing
    texts.port1.close();
    life.port1.close();
  };
  texts.port1.onmessage = ({ data }) => isAlive && hear(data);
  life.port1.addEventListener("close", end);
  life.port1.onmessage = end;
  postMessage({ type: "sandbox" }, { transfer: [texts.port2, life.port2] });
  return { send: (text) => texts.port1.postMessage(text), kill };
}

// Deleting everything that this site has kept. A page that runs Python has the files open, so all pages leave for one
// that runs nothing, and that one deletes them.
import { channelName } from "../../names.js";

const PAGE = new URL("erase.html", import.meta.url);

/** Have all pages of the site leave, this one as well. */
export function beginErasing() {
  const pages = new BroadcastChannel(channelName);
  pages.postMessage({ type: "erase" });
  pages.close();
  leave();
}

export function leave() {
  location.replace(PAGE);
}

// The home "remote": the agent is on a server, which lets this page's visitors talk with it and no more.
/** @type {import("./room.js").Furnish} */
export async function furnish() {
  throw new Error("not yet");
}

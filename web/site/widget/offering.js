// What a page offers an agent to call.

/**
 * Offer these functions and no others.
 * @param {import("../page_tools.js").PageTools} tools
 * @param {import("./room.js").Tools} offered
 * @param {"ask"} [approval]  whatever the page says
 */
export function register(tools, offered, approval) {
  for (const { name } of tools.specs) if (!Object.hasOwn(offered, name)) tools.forget(name);
  for (const [name, tool] of Object.entries(offered))
    tools.register({ ...tool, name, ...(approval && { approval }) });
}

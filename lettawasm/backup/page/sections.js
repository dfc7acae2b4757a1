// From a backup's content to the sections of the page, for one agent at a time.

/** @typedef {{ text: string, show: (words: RegExp | null) => HTMLElement }} Entry */
/** @typedef {{ id: string, title: string, noun: string, entries: Entry[] }} Section */

/** @param {any} content @param {any} agent  one of the content's, or null for what no agent holds */
function sectionsOf(content, agent) {
  const file = content.agent_file ?? { agents: [], blocks: [], lettawasm: { archives: [] } };
  const blocks = agent
    ? file.blocks.filter((/** @type {any} */ one) => agent.block_ids.includes(one.id))
    : content.loose.blocks;
  const archives = agent
    ? file.lettawasm.archives.filter((/** @type {any} */ one) => one.agent_ids.includes(agent.id))
    : content.loose.archives;
  const passages = archives.flatMap((/** @type {any} */ archive) => archive.passages);
  return [
    section("memory", "Memory", "block", blocks.map(blockEntry)),
    section("passages", "Archive", "passage", passages.toReversed().map(passageEntry)),
    ...(agent ? talksOf(content, agent) : []),
    section("history", "History", "version", historyOf(content, agent)),
    ...(agent ? [section("settings", "Settings", "setting", settingsOf(file, agent))] : []),
  ].filter((one) => one.entries.length);
}

/** @param {string} id @param {string} title @param {string} noun @param {Entry[]} entries @returns {Section} */
function section(id, title, noun, entries) {
  return { id, title, noun, entries };
}

/** @param {any} block @returns {Entry} */
function blockEntry(block) {
  const full = `${counted(block.value.length, "character")} of ${block.limit.toLocaleString()}`;
  return {
    text: [block.label, block.description ?? "", block.value].join("\n"),
    show: (words) =>
      h(
        "article",
        { class: "block" },
        h("h3", {}, marked(block.label, words)),
        h("p", { class: "hint" }, marked(block.description ?? "", words)),
        h("div", { class: "text" }, marked(block.value, words)),
        h("p", { class: "hint" }, full + (block.read_only ? ", for reading only" : "")),
      ),
  };
}

/** @param {any} passage @returns {Entry} */
function passageEntry(passage) {
  const tags = passage.tags.map((/** @type {string} */ tag) => `#${tag}`).join(" ");
  return {
    text: `${passage.text}\n${tags}`,
    show: (words) =>
      h(
        "article",
        { class: "passage" },
        h("header", {}, timeOf(passage.created_at), " ", h("span", { class: "hint" }, marked(tags, words))),
        h("div", { class: "text" }, marked(passage.text, words)),
      ),
  };
}

/** The agent's own conversation and the others. @param {any} content @param {any} agent */
function talksOf(content, agent) {
  const own = section("messages", "Conversation", "message", agent.messages.map(messageEntry));
  const others = content.conversations.filter((/** @type {any} */ one) => one.agent_id === agent.id);
  return [
    own,
    ...others.map((/** @type {any} */ one, /** @type {number} */ place) =>
      section(
        `messages-${place + 1}`,
        one.summary || `Conversation ${place + 2}`,
        "message",
        one.messages.map(messageEntry),
      ),
    ),
  ];
}

/** @param {any} content @param {any} agent */
function historyOf(content, agent) {
  const mine = content.history.filter((/** @type {any} */ past) =>
    agent ? past.agent_ids.includes(agent.id) : !past.agent_ids.length,
  );
  return mine
    .flatMap(pastEntries)
    .sort((/** @type {any} */ a, /** @type {any} */ b) => (a.at < b.at ? 1 : -1));
}

/** @param {any} file @param {any} agent @returns {Entry[]} */
function settingsOf(file, agent) {
  const tools = file.tools.filter((/** @type {any} */ tool) => agent.tool_ids.includes(tool.id));
  const told = [
    ["Description", agent.description],
    ["Model", agent.llm_config?.handle ?? agent.model],
    ["Tags", agent.tags?.join(", ")],
    ["Tools", tools.map((/** @type {any} */ tool) => tool.name).join(", ")],
    ["Time zone", agent.timezone],
    ["Instructions", agent.system],
  ];
  return told
    .filter(([, text]) => text)
    .map(([title, text]) => ({
      text: `${title}\n${text}`,
      show: (/** @type {RegExp | null} */ words) =>
        h("article", {}, h("h3", {}, title), h("div", { class: "text" }, marked(text, words))),
    }));
}

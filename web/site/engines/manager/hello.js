// A word with a model, and how fast it talks: through an agent that exists for that long.

/** @typedef {import("../../api.js").Api} Api */

/** What it said, and how many tokens a second, where that can be told. @param {Api} api @param {string} handle */
export async function hello(api, handle) {
  const agent = await api.post("/v1/agents/", {
    name: "hello",
    model: handle,
    include_base_tools: false,
    memory_blocks: [],
    hidden: true,
    max_tokens: 60,
  });
  try {
    return await said(api, agent.id);
  } finally {
    await api.request("DELETE", `/v1/agents/${agent.id}`);
  }
}

/** @param {Api} api @param {string} id */
async function said(api, id) {
  const asked = { input: "Say hello in one short sentence.", stream_tokens: true };
  let [text, first, tokens] = ["", 0, 0];
  for await (const { data } of api.events(`/v1/agents/${id}/messages/stream`, asked)) {
    if (data === "[DONE]") break;
    const event = JSON.parse(data);
    if (event.message_type === "error_message") throw new Error(event.message);
    if (/^(assistant|reasoning)_message$/.test(event.message_type)) first ||= performance.now();
    if (event.message_type === "assistant_message") text += event.content;
    if (event.message_type === "usage_statistics") tokens = event.completion_tokens;
  }
  const seconds = (performance.now() - first) / 1000;
  return { text: text.trim(), speed: first && tokens > 1 ? (tokens - 1) / seconds : null };
}

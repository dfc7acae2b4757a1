// Where people often have models. Of each: the name it gets, the type and address of its server, and what to know of it.

/** @typedef {{ name: string, type: string, url: string, needsKey: boolean, hint?: string }} Preset */

/** @type {Record<string, Preset>} */
export const PRESETS = {
  Ollama: { name: "ollama", type: "openai", url: "http://localhost:11434/v1", needsKey: false },
  "LM Studio": { name: "lmstudio", type: "openai", url: "http://localhost:1234/v1", needsKey: false },
  "llama-server": { name: "llama-server", type: "openai", url: "http://localhost:8080/v1", needsKey: false },
  OpenAI: { name: "openai", type: "openai", url: "https://api.openai.com/v1", needsKey: true },
  "Through your Worker": {
    name: "worker",
    type: "openai",
    url: "",
    needsKey: true,
    hint:
      "A lettawasm Worker of yours can hold the keys of model servers and pass messages on. Give its address, with" +
      " /v1 at the end, and a token of its in place of a key: no other key is needed on this device.",
  },
  Other: { name: "custom", type: "openai", url: "", needsKey: true },
};

// Small models that are known to talk well for their size, as their makers or llama.cpp's own converters publish them.
// Sizes as published in November 2026; what a server says when the model is fetched is what counts.

/**
 * @typedef {object} Offer
 * @property {string} name
 * @property {"wllama" | "webllm"} engine
 * @property {string} source  an address
 * @property {number} size  bytes, with its projector; of WebLLM's, the memory that it takes of the graphics card, which is a little more
 * @property {number} context  tokens; 0 where the file says it
 * @property {string} license  empty where its maker's own counts
 * @property {string} [projector]  the address of what gives it eyes
 * @property {boolean} [sees]  pictures
 * @property {boolean} [needsF16]
 * @property {string} [library]
 */

const MB = 1e6;
const HUB = "https://huggingface.co";

/** @type {Offer[]} */
const FILES = [
  {
    name: "SmolLM2-360M-Instruct-Q8_0",
    source: `${HUB}/HuggingFaceTB/SmolLM2-360M-Instruct-GGUF/resolve/main/smollm2-360m-instruct-q8_0.gguf`,
    size: 386 * MB,
    license: "Apache 2.0",
  },
  {
    name: "Qwen2.5-0.5B-Instruct-Q4_K_M",
    source: `${HUB}/Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/main/qwen2.5-0.5b-instruct-q4_k_m.gguf`,
    size: 491 * MB,
    license: "Apache 2.0",
  },
  {
    name: "Qwen3-0.6B-Q8_0",
    source: `${HUB}/Qwen/Qwen3-0.6B-GGUF/resolve/main/Qwen3-0.6B-Q8_0.gguf`,
    size: 639 * MB,
    license: "Apache 2.0",
  },
  {
    name: "Llama-3.2-1B-Instruct-Q4_K_M",
    source: `${HUB}/bartowski/Llama-3.2-1B-Instruct-GGUF/resolve/main/Llama-3.2-1B-Instruct-Q4_K_M.gguf`,
    size: 808 * MB,
    license: "Llama 3.2 Community",
  },
  {
    name: "Qwen2.5-1.5B-Instruct-Q4_K_M",
    source: `${HUB}/Qwen/Qwen2.5-1.5B-Instruct-GGUF/resolve/main/qwen2.5-1.5b-instruct-q4_k_m.gguf`,
    size: 1117 * MB,
    license: "Apache 2.0",
  },
  {
    name: "SmolVLM-256M-Instruct-Q8_0",
    source: `${HUB}/ggml-org/SmolVLM-256M-Instruct-GGUF/resolve/main/SmolVLM-256M-Instruct-Q8_0.gguf`,
    projector: `${HUB}/ggml-org/SmolVLM-256M-Instruct-GGUF/resolve/main/mmproj-SmolVLM-256M-Instruct-Q8_0.gguf`,
    size: 279 * MB,
    license: "Apache 2.0",
  },
  {
    name: "SmolVLM-500M-Instruct-Q8_0",
    source: `${HUB}/ggml-org/SmolVLM-500M-Instruct-GGUF/resolve/main/SmolVLM-500M-Instruct-Q8_0.gguf`,
    projector: `${HUB}/ggml-org/SmolVLM-500M-Instruct-GGUF/resolve/main/mmproj-SmolVLM-500M-Instruct-Q8_0.gguf`,
    size: 546 * MB,
    license: "Apache 2.0",
  },
  {
    name: "all-MiniLM-L6-v2-Q8_0",
    source: `${HUB}/second-state/All-MiniLM-L6-v2-Embedding-GGUF/resolve/main/all-MiniLM-L6-v2-Q8_0.gguf`,
    size: 25 * MB,
    license: "Apache 2.0",
  },
].map((each) => ({ ...each, engine: "wllama", context: 0, sees: "projector" in each }));

const LARGEST = 4600; // MB of a graphics card's memory
const F16 = /f16/; // such a library counts with 16-bit numbers, though the list seldom says that it needs them

export function files() {
  return FILES;
}

/** What WebLLM's own list has that talks, and perhaps sees, and isn't too large, the smallest first. The list comes with WebLLM. @returns {Promise<Offer[]>} */
export async function compiled() {
  const { ModelType, prebuiltAppConfig } = await import("../../vendor/web-llm/lib/index.js");
  return prebuiltAppConfig.model_list
    .filter(({ model_type: type }) => type !== ModelType.embedding)
    .filter(({ vram_required_MB: memory = Infinity }) => memory < LARGEST)
    .sort((a, b) => Number(a.vram_required_MB) - Number(b.vram_required_MB))
    .map((each) => ({
      name: each.model_id,
      engine: "webllm",
      source: each.model,
      library: each.model_lib,
      size: Number(each.vram_required_MB) * MB,
      context: each.overrides?.context_window_size ?? 4096,
      license: "",
      sees: each.model_type === ModelType.VLM,
      needsF16: F16.test(each.model_id) || (each.required_features?.includes("shader-f16") ?? false),
    }));
}

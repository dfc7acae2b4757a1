// Whether a model will run on this device, before a byte of it is fetched.
import { bytes } from "./words.js";

/** @typedef {{ isImitated: boolean, hasF16: boolean }} Graphics */

/**
 * @typedef {object} Device
 * @property {Graphics | null} graphics  what WebGPU gives
 * @property {number | null} memory  bytes, where the browser tells; it tells no more than 8 or 32 GB
 * @property {number} threads  that llama.cpp may use
 * @property {boolean} hasMemory64
 * @property {boolean} hasStackSwitching
 * @property {number} room  bytes that may still be kept
 * @property {boolean} isKept  whether the browser has promised to keep them
 */

/** @typedef {{ engine: string, size: number, needsF16?: boolean }} Asked */
/** @typedef {{ kind: "well" | "slow" | "no", because: string }} Verdict */

const MEMORY64 = [0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 4, 1]; // a module with a memory of 64-bit addresses
const SHARE = 0.7; // of a device's memory that a tab may hope for
const AROUND = 300e6; // bytes that a model takes besides its own size: its context, and llama.cpp
const QUICK = 450e6; // bytes of a model that a processor alone reads fast enough

/** @returns {Promise<Device>} */
export async function device() {
  const [adapter, { quota = 0, usage = 0 }, isKept] = await Promise.all([
    graphicsCard(),
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  const { deviceMemory } = /** @type {{ deviceMemory?: number }} */ (navigator);
  return {
    graphics: adapter && {
      isImitated: adapter.info?.isFallbackAdapter ?? false,
      hasF16: adapter.features.has("shader-f16"),
    },
    memory: deviceMemory ? deviceMemory * 2 ** 30 : null,
    threads: crossOriginIsolated ? Math.max(1, Math.floor(navigator.hardwareConcurrency / 2)) : 1,
    hasMemory64: WebAssembly.validate(new Uint8Array(MEMORY64)),
    hasStackSwitching: "Suspending" in WebAssembly,
    room: quota - usage,
    isKept,
  };
}

/** @param {Device} device @param {Asked} model @returns {Verdict} */
export function verdict(device, model) {
  const because = obstacle(device, model);
  if (because) return { kind: "no", because: `Can't run here: ${because}` };
  const burden = model.engine === "webllm" ? onCard(device) : onProcessor(device, model);
  if (burden) return { kind: "slow", because: `Will be slow: ${burden}` };
  return { kind: "well", because: "Will run here." };
}

/** In a sentence. @param {Device} device */
export function portrait({ graphics, memory, threads, room, isKept }) {
  const card = !graphics
    ? "no graphics card"
    : graphics.isImitated
      ? "an imitated graphics card"
      : "a graphics card";
  const f16 = graphics && !graphics.hasF16 ? " without 16-bit numbers" : "";
  const known = memory ? `, ${bytes(memory)} of memory or more` : "";
  const cores = threads === 1 ? "1 thread" : `${threads} threads`;
  const promise = isKept ? "" : " It may clear them when the disk is full: ask it not to, under Storage.";
  return `This browser gives models ${card}${f16}${known}, ${cores} of the processor and ${bytes(room)} on the disk.${promise}`;
}

/** @param {Device} device @param {Asked} model @returns {string} */
function obstacle(device, model) {
  const { graphics, memory, room, hasMemory64 } = device;
  const { size } = model;
  if (size > room) return `it takes ${bytes(size)}, and ${bytes(room)} are left for this page.`;
  if (model.engine === "webllm") {
    if (!graphics) return "it needs a graphics card, and this browser lets no page use one (WebGPU).";
    if (model.needsF16 && !graphics.hasF16) return "this graphics card can't do 16-bit numbers (shader-f16).";
  } else if (!hasMemory64) return "this browser is too old for llama.cpp (it lacks Memory64).";
  const taken = size + AROUND;
  if (memory && taken > memory * SHARE) {
    return `it takes about ${bytes(taken)} of memory, too much of this device's ${bytes(memory)}.`;
  }
  return "";
}

/** @param {Device} device */
function onCard({ graphics }) {
  return graphics?.isImitated ? "the graphics card is only imitated." : "";
}

/** @param {Device} device @param {Asked} model */
function onProcessor({ graphics, threads, hasStackSwitching }, { size }) {
  if (size < QUICK || (graphics && !graphics.isImitated && hasStackSwitching)) return "";
  return `without a graphics card it runs on ${threads === 1 ? "one thread" : `${threads} threads`} of the processor.`;
}

/** That there is `navigator.gpu` says nothing yet. */
async function graphicsCard() {
  try {
    return (await navigator.gpu?.requestAdapter()) ?? null;
  } catch {
    return null;
  }
}

// Whether a model will run on this device, before a byte of it is fetched.
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

/** @typedef {{ engine: string, size: number, needsF16?: boolean, sees?: boolean }} Asked */
/** @typedef {"well" | "room" | "noCard" | "noF16" | "old" | "memory" | "imitated" | "processor"} Why */
/** `taken` are the bytes of memory that it takes, where they are what is lacking. @typedef {{ kind: "well" | "slow" | "no", why: Why, taken?: number }} Verdict */

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
  const taken = model.size + AROUND;
  const obstacle = lack(device, model, taken);
  if (obstacle) return { kind: "no", why: obstacle, ...(obstacle === "memory" && { taken }) };
  const burden = model.engine === "webllm" ? onCard(device) : onProcessor(device, model);
  return burden ? { kind: "slow", why: burden } : { kind: "well", why: "well" };
}

/** @param {Device} device @param {Asked} model @param {number} taken @returns {Why | null} */
function lack({ graphics, memory, room, hasMemory64 }, { engine, size, needsF16 }, taken) {
  if (size > room) return "room";
  if (engine === "webllm") {
    if (!graphics) return "noCard";
    if (needsF16 && !graphics.hasF16) return "noF16";
  } else if (!hasMemory64) return "old";
  return memory && taken > memory * SHARE ? "memory" : null;
}

/** @param {Device} device @returns {Why | null} */
function onCard({ graphics }) {
  return graphics?.isImitated ? "imitated" : null;
}

/** @param {Device} device @param {Asked} model @returns {Why | null} */
function onProcessor({ graphics, hasStackSwitching }, { size, sees }) {
  const isCardUsed = graphics && !graphics.isImitated && hasStackSwitching;
  const isQuick = size < QUICK && !sees; // a picture is much to compute, however small the model
  return isQuick || isCardUsed ? null : "processor";
}

/** That there is `navigator.gpu` says nothing yet. */
async function graphicsCard() {
  try {
    return (await navigator.gpu?.requestAdapter()) ?? null;
  } catch {
    return null;
  }
}

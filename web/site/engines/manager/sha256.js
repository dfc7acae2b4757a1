// SHA-256 piece by piece (FIPS 180-4): the browser's own takes only a whole, and a model doesn't fit into memory twice.

const BLOCK = 64;
const PIECE = 1 << 20;

/** The first bits of the fractions of roots of the first primes. @param {number} root @param {number} count */
function fractions(root, count) {
  const found = new Int32Array(count); // with a sign, as the operators on bits give it
  for (let [at, number] = [0, 2]; at < count; number += 1) {
    if (isPrime(number)) found[at++] = fraction(BigInt(number), root);
  }
  return found;
}

/** @param {number} number */
function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false;
  return true;
}

/** Exact, which floating point is not everywhere. @param {bigint} number @param {number} root */
function fraction(number, root) {
  const wanted = number << BigInt(32 * root);
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(root) <= wanted) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

const CONSTANTS = fractions(3, 64);
const START = fractions(2, 8);

export class Sha256 {
  #state = START.slice();
  #words = new Int32Array(64);
  #rest = new Uint8Array(BLOCK);
  #length = 0;

  /** @param {Uint8Array} bytes */
  update(bytes) {
    let at = 0;
    const held = this.#length % BLOCK;
    this.#length += bytes.length;
    if (held) {
      at = Math.min(BLOCK - held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), held);
      if (held + at < BLOCK) return;
      this.#mix(this.#rest, 0);
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.#mix(bytes, at);
    this.#rest.set(bytes.subarray(at));
  }

  /** The hash of all that came, in hexadecimal. Nothing may come after it. */
  digest() {
    const length = this.#length;
    const end = new Uint8Array(9 + ((119 - (length % BLOCK)) % BLOCK));
    end[0] = 0x80;
    new DataView(end.buffer).setBigUint64(end.length - 8, BigInt(length) * 8n);
    this.update(end);
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  /** @param {Uint8Array} bytes @param {number} at */
  #mix(bytes, at) {
    const [words, state] = [this.#words, this.#state];
    spread(bytes, at, words);
    let [a, b, c, d, e, f, g, h] = state;
    for (let round = 0; round < 64; round += 1) {
      const chosen = g ^ (e & (f ^ g));
      const most = (a & b) ^ (a & c) ^ (b & c);
      const one =
        (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + chosen + CONSTANTS[round] + words[round]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0; // one by one: this is where all the time goes
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] += word));
  }
}

/** @param {Blob} blob @param {(read: number) => void} report @param {AbortSignal} signal */
export async function digestOf(blob, report, signal) {
  const hash = new Sha256();
  for (let at = 0; at < blob.size; at += PIECE) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()));
    report(Math.min(blob.size, at + PIECE));
  }
  return hash.digest();
}

/** @param {Uint8Array} bytes @param {number} at @param {Int32Array} words */
function spread(bytes, at, words) {
  for (let index = 0; index < 16; index += 1, at += 4) {
    words[index] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let index = 16; index < 64; index += 1) {
    const [early, late] = [words[index - 15], words[index - 2]];
    const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[index] = words[index - 16] + small + words[index - 7] + large;
  }
}

/** @param {number} word @param {number} by */
function turn(word, by) {
  return (word >>> by) | (word << (32 - by));
}

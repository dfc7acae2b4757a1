// Opens what was sealed under a passphrase. lettawasm/hosts/sealed.py says how sealed bytes are laid out.

const MARK = "lettawasm sealed 1\n";
const RUNS = 6;
const ROUNDS = 100_000;

/**
 * @param {string} passphrase
 * @param {string} base64
 * @returns {Promise<string | null>} null for a wrong passphrase and for damaged bytes: nobody can tell these apart
 */
async function unsealed(passphrase, base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const mark = new TextEncoder().encode(MARK);
  if (bytes.length < mark.length + 44 || mark.some((byte, place) => bytes[place] !== byte)) return null;
  const [salt, nonce, text] = [bytes.slice(19, 35), bytes.slice(35, 47), bytes.slice(47)];
  const key = await keyOf(passphrase, salt);
  try {
    const how = { name: "AES-GCM", iv: nonce, additionalData: mark };
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, key, text));
  } catch {
    return null;
  }
}

/** @param {string} passphrase @param {Uint8Array<ArrayBuffer>} salt */
async function keyOf(passphrase, salt) {
  const secret = new TextEncoder().encode(passphrase.normalize("NFC"));
  const known = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  for (let run = 0; run < RUNS; run++) {
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    salt = new Uint8Array(await crypto.subtle.deriveBits(how, known, 256));
  }
  return crypto.subtle.importKey("raw", salt, "AES-GCM", false, ["decrypt"]);
}

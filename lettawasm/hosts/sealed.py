"""How sealed bytes are laid out, the same on every host: a mark, the salt, the nonce, then the ciphertext.

The key is made of the passphrase by PBKDF2-HMAC-SHA256, in RUNS runs of ROUNDS rounds of which each is salted with
what the last one gave: 600,000 rounds for whoever guesses, and no more in one run than every host allows. The
cipher is AES-256-GCM, and the mark is authenticated with the text. Nothing of this can be chosen by a file.
"""

from typing import NamedTuple

MARK = b"lettawasm sealed 1\n"
RUNS, ROUNDS = 6, 100_000
SALT, NONCE, KEY, TAG = 16, 12, 32, 16  # bytes


class Sealed(NamedTuple):
    salt: bytes
    nonce: bytes
    text: bytes

    def to_bytes(self) -> bytes:
        return b"".join((MARK, *self))


def parse(sealed: bytes) -> Sealed | None:
    """The parts; None for what was never sealed, or was cut off."""
    start = len(MARK) + SALT
    if not sealed.startswith(MARK) or len(sealed) < start + NONCE + TAG:
        return None
    return Sealed(sealed[len(MARK) : start], sealed[start : start + NONCE], sealed[start + NONCE :])


def secret(passphrase: str) -> bytes:
    """The bytes of a passphrase, whichever way its accents were typed."""
    from unicodedata import normalize

    return normalize("NFC", passphrase).encode()

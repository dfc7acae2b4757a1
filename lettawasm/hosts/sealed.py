"""How sealed bytes are laid out, the same on every host: a mark, the salt, the nonce, then the ciphertext.

The key is made of the passphrase by PBKDF2-HMAC-SHA256, in RUNS runs of ROUNDS rounds of which each is salted with
what the last one gave: 600,000 rounds for whoever guesses, and no more in one run than every host allows. The
cipher is AES-256-GCM, and the mark is authenticated with the text. Nothing of this can be chosen by a file.

A wrapped key is laid out alike, under a mark of its own; the text is its 32 bytes. What is sealed with that key is a
mark, the nonce and the ciphertext, authenticated with the mark and the label.
"""

from typing import NamedTuple

MARK = b"lettawasm sealed 1\n"
KEY_MARK = b"lettawasm key 1\n"
ENTRY_MARK = b"lettawasm entry 1\n"
RUNS, ROUNDS = 6, 100_000
SALT, NONCE, KEY, TAG = 16, 12, 32, 16  # bytes


class Sealed(NamedTuple):
    salt: bytes
    nonce: bytes
    text: bytes

    def to_bytes(self, mark: bytes = MARK) -> bytes:
        return b"".join((mark, *self))


def parse(sealed: bytes, mark: bytes = MARK) -> Sealed | None:
    """The parts; None for what was never sealed, or was cut off."""
    start = len(mark) + SALT
    if not sealed.startswith(mark) or len(sealed) < start + NONCE + TAG:
        return None
    return Sealed(sealed[len(mark) : start], sealed[start : start + NONCE], sealed[start + NONCE :])


def parse_entry(sealed: bytes) -> tuple[bytes, bytes] | None:
    """The nonce and the text of what a data key sealed; None as for `parse`."""
    start = len(ENTRY_MARK) + NONCE
    if not sealed.startswith(ENTRY_MARK) or len(sealed) < start + TAG:
        return None
    return sealed[len(ENTRY_MARK) : start], sealed[start:]


def secret(passphrase: str) -> bytes:
    """The bytes of a passphrase, whichever way its accents were typed."""
    from unicodedata import normalize

    return normalize("NFC", passphrase).encode()

"""The chain of hashes over an object's versions.

Each version's digest covers the digest before it, so that nothing in the chain can change, vanish or be put in
between without every later digest being wrong. It covers a hash of the state, not the state: a state can be
forgotten while the chain stays whole. That hash is salted, and the salt is forgotten with the state, so that a
short text can't be guessed back from it.
"""

from base64 import b64encode
from hashlib import sha256

BEGINNING = ""  # what stands before the first version
GONE = "gone"  # the hash of the state of an object that was deleted


def state_hash(salt: str, state: str | None) -> str:
    return GONE if state is None else _hash(salt, state)


def link(before: str, kind: str, object_id: str, number: int, created_at: str, cause: str, state: str) -> str:
    """The digest of a version: SHA-256 as 43 characters of base64. `before` is the previous one's."""
    return _hash(before, kind, object_id, str(number), created_at, cause, state)


def _hash(*parts: str) -> str:
    total = sha256()
    for part in parts:
        data = part.encode()
        total.update(len(data).to_bytes(8, "big") + data)  # lengths, so that parts can't run into each other
    return b64encode(total.digest()).decode().rstrip("=")

"""CPython's cipher: OpenSSL, through hashlib and the package `cryptography`. See sealed.py for what it writes."""

import asyncio
import hashlib
import os
from typing import Any

from ..errors import Misconfigured
from .sealed import KEY, MARK, NONCE, ROUNDS, RUNS, SALT, Sealed, parse, secret


class NativeCipher:
    """Implements `ports.Cipher`. Making a key takes a while, so it is done beside the event loop."""

    async def seal(self, passphrase: str, plain: bytes) -> bytes:
        return await asyncio.to_thread(_seal, secret(passphrase), plain)

    async def open(self, passphrase: str, sealed: bytes) -> bytes | None:
        return await asyncio.to_thread(_open, secret(passphrase), sealed)


def _seal(passphrase: bytes, plain: bytes) -> bytes:
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return Sealed(salt, nonce, _aes(passphrase, salt).encrypt(nonce, plain, MARK)).to_bytes()


def _open(passphrase: bytes, sealed: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    if (parts := parse(sealed)) is None:
        return None
    try:
        plain: bytes = _aes(passphrase, parts.salt).decrypt(parts.nonce, parts.text, MARK)
    except InvalidTag:
        return None
    return plain


def _aes(passphrase: bytes, salt: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise Misconfigured("Passphrases need the package cryptography: install lettawasm[serve]") from None
    key = salt
    for _ in range(RUNS):
        key = hashlib.pbkdf2_hmac("sha256", passphrase, key, ROUNDS, KEY)
    return AESGCM(key)

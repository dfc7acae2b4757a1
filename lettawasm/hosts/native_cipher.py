"""CPython's cipher: OpenSSL, through hashlib and the package `cryptography`. See sealed.py for what it writes."""

import asyncio
import hashlib
import os
from typing import Any

from ..errors import Misconfigured
from .sealed import (
    ENTRY_MARK,
    KEY,
    KEY_MARK,
    MARK,
    NONCE,
    ROUNDS,
    RUNS,
    SALT,
    Sealed,
    parse,
    parse_entry,
    secret,
)


class NativeKey:
    """Implements `ports.DataKey`."""

    def __init__(self, key: bytes) -> None:
        self._aes = _aesgcm(key)

    async def seal(self, plain: bytes, label: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        text: bytes = self._aes.encrypt(nonce, plain, ENTRY_MARK + label)
        return ENTRY_MARK + nonce + text

    async def open(self, sealed: bytes, label: bytes) -> bytes | None:
        parts = parse_entry(sealed)
        return _decrypted(self._aes, *parts, ENTRY_MARK + label) if parts else None


class NativeCipher:
    """Implements `ports.Cipher`. Making a key takes a while, so it is done beside the event loop."""

    async def seal(self, passphrase: str, plain: bytes) -> bytes:
        return await asyncio.to_thread(_seal, secret(passphrase), plain, MARK)

    async def open(self, passphrase: str, sealed: bytes) -> bytes | None:
        return await asyncio.to_thread(_open, secret(passphrase), sealed, MARK)

    async def new_key(self, passphrase: str) -> tuple[bytes, NativeKey]:
        key = os.urandom(KEY)
        return await asyncio.to_thread(_seal, secret(passphrase), key, KEY_MARK), NativeKey(key)

    async def unwrap(self, passphrase: str, wrapped: bytes) -> NativeKey | None:
        key = await asyncio.to_thread(_open, secret(passphrase), wrapped, KEY_MARK)
        return NativeKey(key) if key else None

    async def rewrap(self, passphrase: str, wrapped: bytes, new_passphrase: str) -> bytes | None:
        key = await asyncio.to_thread(_open, secret(passphrase), wrapped, KEY_MARK)
        return await asyncio.to_thread(_seal, secret(new_passphrase), key, KEY_MARK) if key else None


def _seal(passphrase: bytes, plain: bytes, mark: bytes) -> bytes:
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return Sealed(salt, nonce, _under(passphrase, salt).encrypt(nonce, plain, mark)).to_bytes(mark)


def _open(passphrase: bytes, sealed: bytes, mark: bytes) -> bytes | None:
    if (parts := parse(sealed, mark)) is None:
        return None
    return _decrypted(_under(passphrase, parts.salt), parts.nonce, parts.text, mark)


def _decrypted(aes: Any, nonce: bytes, text: bytes, label: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    try:
        plain: bytes = aes.decrypt(nonce, text, label)
    except InvalidTag:
        return None
    return plain


def _under(passphrase: bytes, salt: bytes) -> Any:
    key = salt
    for _ in range(RUNS):
        key = hashlib.pbkdf2_hmac("sha256", passphrase, key, ROUNDS, KEY)
    return _aesgcm(key)


def _aesgcm(key: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise Misconfigured("Passphrases need the package cryptography: install lettawasm[serve]") from None
    return AESGCM(key)

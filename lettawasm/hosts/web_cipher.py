"""The cipher of a browser or worker: WebCrypto. See sealed.py for what it writes."""

from typing import Any

import js
from pyodide.ffi import JsException, to_js

from .sealed import KEY, MARK, NONCE, ROUNDS, RUNS, SALT, Sealed, parse, secret

_AES = "AES-GCM"


class WebCipher:
    """Implements `ports.Cipher`. `crypto` is JavaScript's."""

    def __init__(self, crypto: Any) -> None:
        self._crypto = crypto

    async def seal(self, passphrase: str, plain: bytes) -> bytes:
        salt, nonce = self._random(SALT), self._random(NONCE)
        key = await self._key(secret(passphrase), salt)
        text = await self._crypto.subtle.encrypt(_with(nonce), key, to_js(plain))
        return Sealed(salt, nonce, text.to_bytes()).to_bytes()

    async def open(self, passphrase: str, sealed: bytes) -> bytes | None:
        if (parts := parse(sealed)) is None:
            return None
        key = await self._key(secret(passphrase), parts.salt)
        try:
            plain = await self._crypto.subtle.decrypt(_with(parts.nonce), key, to_js(parts.text))
        except JsException:  # says nothing but that it failed
            return None
        return bytes(plain.to_bytes())

    async def _key(self, passphrase: bytes, salt: bytes) -> Any:
        known = await self._imported(passphrase, "PBKDF2", "deriveBits")
        for _ in range(RUNS):
            how = _object(name="PBKDF2", hash="SHA-256", salt=salt, iterations=ROUNDS)
            salt = (await self._crypto.subtle.deriveBits(how, known, KEY * 8)).to_bytes()
        return await self._imported(salt, _AES, "encrypt", "decrypt")

    async def _imported(self, key: bytes, algorithm: str, *uses: str) -> Any:
        return await self._crypto.subtle.importKey("raw", to_js(key), algorithm, False, to_js(uses))

    def _random(self, count: int) -> bytes:
        return bytes(self._crypto.getRandomValues(js.Uint8Array.new(count)).to_bytes())


def _with(nonce: bytes) -> Any:
    return _object(name=_AES, iv=nonce, additionalData=MARK)


def _object(**entries: Any) -> Any:
    return to_js(entries, dict_converter=js.Object.fromEntries)

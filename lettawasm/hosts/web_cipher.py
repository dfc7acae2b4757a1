"""The cipher of a browser or worker: WebCrypto. See sealed.py for what it writes. No key it makes can be read again."""

from typing import Any

import js
from pyodide.ffi import JsException, to_js

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

_AES = "AES-GCM"
_USES = ("encrypt", "decrypt")
_WRAPS = ("wrapKey", "unwrapKey")


class WebKey:
    """Implements `ports.DataKey`, with a CryptoKey that can't be extracted."""

    def __init__(self, crypto: Any, key: Any) -> None:
        self._crypto, self._key = crypto, key

    async def seal(self, plain: bytes, label: bytes) -> bytes:
        nonce = _random(self._crypto, NONCE)
        how = _with(nonce, ENTRY_MARK + label)
        text = await self._crypto.subtle.encrypt(how, self._key, to_js(plain))
        return ENTRY_MARK + nonce + bytes(text.to_bytes())

    async def open(self, sealed: bytes, label: bytes) -> bytes | None:
        if (parts := parse_entry(sealed)) is None:
            return None
        nonce, text = parts
        return await _decrypted(self._crypto, _with(nonce, ENTRY_MARK + label), self._key, text)


class WebCipher:
    """Implements `ports.Cipher`. `crypto` is JavaScript's."""

    def __init__(self, crypto: Any) -> None:
        self._crypto, self._subtle = crypto, crypto.subtle

    async def seal(self, passphrase: str, plain: bytes) -> bytes:
        salt, nonce = _random(self._crypto, SALT), _random(self._crypto, NONCE)
        key = await self._key(passphrase, salt, _USES)
        text = await self._subtle.encrypt(_with(nonce, MARK), key, to_js(plain))
        return Sealed(salt, nonce, text.to_bytes()).to_bytes()

    async def open(self, passphrase: str, sealed: bytes) -> bytes | None:
        if (parts := parse(sealed)) is None:
            return None
        key = await self._key(passphrase, parts.salt, _USES)
        return await _decrypted(self._crypto, _with(parts.nonce, MARK), key, parts.text)

    async def new_key(self, passphrase: str) -> tuple[bytes, WebKey]:
        key = await self._subtle.generateKey(_object(name=_AES, length=KEY * 8), True, to_js(_USES))
        wrapped = await self._wrapped(passphrase, key)
        kept = await self._unwrapped(passphrase, wrapped, False)
        return wrapped, WebKey(self._crypto, kept)

    async def unwrap(self, passphrase: str, wrapped: bytes) -> WebKey | None:
        key = await self._unwrapped(passphrase, wrapped, False)
        return WebKey(self._crypto, key) if key else None

    async def rewrap(self, passphrase: str, wrapped: bytes, new_passphrase: str) -> bytes | None:
        key = await self._unwrapped(passphrase, wrapped, True)
        return await self._wrapped(new_passphrase, key) if key else None

    async def _wrapped(self, passphrase: str, key: Any) -> bytes:
        salt, nonce = _random(self._crypto, SALT), _random(self._crypto, NONCE)
        under = await self._key(passphrase, salt, _WRAPS)
        text = await self._subtle.wrapKey("raw", key, under, _with(nonce, KEY_MARK))
        return Sealed(salt, nonce, text.to_bytes()).to_bytes(KEY_MARK)

    async def _unwrapped(self, passphrase: str, wrapped: bytes, extractable: bool) -> Any:
        """The CryptoKey, to be wrapped again if it is `extractable`, to be used otherwise; None if it is another."""
        if (parts := parse(wrapped, KEY_MARK)) is None:
            return None
        under = await self._key(passphrase, parts.salt, _WRAPS)
        how = _with(parts.nonce, KEY_MARK)
        try:
            return await self._subtle.unwrapKey(
                "raw", to_js(parts.text), under, how, _AES, extractable, to_js(_USES)
            )
        except JsException:  # says nothing but that it failed
            return None

    async def _key(self, passphrase: str, salt: bytes, uses: tuple[str, ...]) -> Any:
        """A key made of a passphrase. What it is made of stays in JavaScript."""
        known = await self._imported(to_js(secret(passphrase)), "PBKDF2", ("deriveBits",))
        bits = to_js(salt)
        for _ in range(RUNS):
            how = _object(name="PBKDF2", hash="SHA-256", salt=bits, iterations=ROUNDS)
            bits = await self._subtle.deriveBits(how, known, KEY * 8)
        return await self._imported(bits, _AES, uses)

    async def _imported(self, key: Any, algorithm: str, uses: tuple[str, ...]) -> Any:
        return await self._subtle.importKey("raw", key, algorithm, False, to_js(uses))


async def _decrypted(crypto: Any, how: Any, key: Any, text: bytes) -> bytes | None:
    try:
        plain = await crypto.subtle.decrypt(how, key, to_js(text))
    except JsException:  # says nothing but that it failed
        return None
    return bytes(plain.to_bytes())


def _random(crypto: Any, count: int) -> bytes:
    return bytes(crypto.getRandomValues(js.Uint8Array.new(count)).to_bytes())


def _with(nonce: bytes, label: bytes) -> Any:
    return _object(name=_AES, iv=nonce, additionalData=label)


def _object(**entries: Any) -> Any:
    return to_js(entries, dict_converter=js.Object.fromEntries)

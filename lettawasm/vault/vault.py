"""The vault of a space: made, unlocked, locked, forgotten, and filled while it is open.

What is stored is sealed with a random key, and that key is wrapped under the passphrase; neither of the two is ever
stored itself. A process that ends has locked it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from ..errors import Conflict, Invalid, Locked, Misconfigured, NotFound, TooSoon
from ..keys import LOCKED, Keys
from ..ports import Cipher, DataKey, Host
from ..schemas.secrets import Use
from ..schemas.vault import VaultStatus
from ..store import Store
from ..store.vault import Entry, Lid
from .opened import Opened
from .patience import seconds_to_wait

WRONG = "This passphrase doesn't open the vault."
NOTHING = "There is no secret to keep: give it, or connect with it first."

T = TypeVar("T")
Keep = Callable[[Coroutine[Any, Any, None]], None]


class Vault:
    """`keep` lets work go on by itself; `sleep` passes time."""

    def __init__(
        self,
        host: Host,
        store: Store,
        keys: Keys,
        keep: Keep,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._host, self._store, self._keys = host, store.vault, keys
        self._keep, self._sleep = keep, sleep
        self._opened: Opened | None = None
        self._trying = asyncio.Lock()  # one passphrase at a time, or waiting would be for nothing

    def status(self) -> VaultStatus:
        lid, opened = self._store.lid(), self._open_now()
        if lid is None:
            return VaultStatus(exists=False, is_locked=False)
        return VaultStatus(
            exists=True,
            is_locked=opened is None,
            idle_minutes=lid.idle_minutes,
            entries=len(self._store.entries()),
            damaged=tuple(opened.damaged) if opened else (),
            retry_after=seconds_to_wait(lid, self._host.clock.now()),
        )

    async def create(self, passphrase: str, idle_minutes: int) -> None:
        """Make a vault and leave it open. Raises Conflict where there is one."""
        if self._store.lid():
            raise Conflict("CONFLICT: There is a vault already")
        wrapped, key = await self._cipher.new_key(passphrase)
        self._store.create(wrapped, idle_minutes)
        self._open(Opened(key, self._host.clock, idle_minutes, self.lock))

    async def unlock(self, passphrase: str) -> None:
        """Raises Invalid for a wrong passphrase, TooSoon for one that comes too early after others."""
        async with self._trying:
            lid = self._lid()
            key = self._right(await self._cipher.unwrap(passphrase, lid.wrapped_key))
            if opened := self._open_now():
                opened.touch()
            else:
                self._open(await self._read(key, lid))

    def lock(self) -> None:
        if self._opened:
            self._opened.shut()
        self._opened = None
        self._keys.open(None)

    async def change_passphrase(self, passphrase: str, new_passphrase: str) -> None:
        """Wrap the key anew. Raises as `unlock` does."""
        async with self._trying:
            old = self._lid().wrapped_key
            new = self._right(await self._cipher.rewrap(passphrase, old, new_passphrase))
            self._store.rewrap(old, new)

    def set_idle_minutes(self, minutes: int) -> None:
        opened = self._must_be_open()
        self._store.set_idle_minutes(minutes)
        opened.idle_minutes = minutes
        self._keep(self._watch(opened))

    def delete(self) -> None:
        """Forget the vault with all that is in it. No passphrase is needed to forget."""
        self._store.delete()
        self.lock()

    # Entries

    def entries(self) -> list[Entry]:
        return self._store.entries()

    async def put(self, use: Use, secret: str | None) -> Entry:
        """Keep a secret; without one, that which is used now. From then on the vault alone has it."""
        opened = self._must_be_open()
        secret = secret or self._keys.get(use)
        if secret is None:
            raise Invalid(NOTHING)
        sealed = await opened.seal(use, secret)
        if self._opened is not opened:
            raise Locked(LOCKED)
        entry = self._store.put(use, sealed)
        opened.take(use, secret)
        self._keys.give(use, None)
        return entry

    def forget(self, entry_id: str) -> None:
        """Raises NotFound."""
        use = self._store.forget(entry_id)
        if self._opened:
            self._opened.drop(use)
        self._keys.give(use, None)

    # Opening

    @property
    def _cipher(self) -> Cipher:
        if self._host.cipher is None:
            raise Misconfigured("There is nothing here that could make a vault, or open one")
        return self._host.cipher

    def _lid(self) -> Lid:
        """What has to be opened. Raises NotFound where there is none, TooSoon as long as somebody has to wait."""
        lid = self._store.lid()
        if lid is None:
            raise NotFound("There is no vault yet")
        if wait := seconds_to_wait(lid, self._host.clock.now()):
            raise TooSoon(f"Too many wrong passphrases. Try again in {wait} seconds.", wait)
        return lid

    def _right(self, opened: T | None) -> T:
        """What a passphrase opened. Raises Invalid if that is nothing."""
        if opened is None:
            self._store.note_wrong_try()
            raise Invalid(WRONG)
        self._store.note_right_try()
        return opened

    async def _read(self, key: DataKey, lid: Lid) -> Opened:
        """All that is in the vault when this returns. Raises Conflict if it is gone, or another one."""
        opened = Opened(key, self._host.clock, lid.idle_minutes, self.lock)
        read: list[Entry] = []
        while (entries := self._store.entries()) != read:
            await opened.read(entries)
            read = entries
        if (now := self._store.lid()) is None or now.wrapped_key != lid.wrapped_key:
            raise Conflict("CONFLICT: The vault was forgotten while it was being unlocked")
        return opened

    def _open(self, opened: Opened) -> None:
        self._opened = opened
        self._keys.open(opened)
        self._keep(self._watch(opened))

    def _open_now(self) -> Opened | None:
        if self._opened and self._opened.seconds_left() <= 0:
            self.lock()
        return self._opened

    def _must_be_open(self) -> Opened:
        if opened := self._open_now():
            opened.touch()
            return opened
        raise Locked(LOCKED) if self._store.lid() else NotFound("There is no vault yet")

    async def _watch(self, opened: Opened) -> None:
        """Lock it when its time is over, also when nobody asks."""
        while opened.idle_minutes and opened is self._opened:
            if (left := opened.seconds_left()) > 0:
                await self._sleep(left)
            else:
                self.lock()

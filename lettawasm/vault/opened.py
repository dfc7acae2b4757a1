"""A vault while it is open: its key, what that opened, and for how long."""

import json
from collections.abc import Callable

from .. import clock as times
from ..errors import Locked
from ..keys import LOCKED
from ..ports import Clock, DataKey
from ..schemas.secrets import Use
from ..store.vault import Entry


class Opened:
    """Implements `keys.Unlocked`. With 0 `idle_minutes` it stays open."""

    def __init__(self, key: DataKey, clock: Clock, idle_minutes: int, lock: Callable[[], None]) -> None:
        self.idle_minutes, self.damaged = idle_minutes, list[str]()
        self._key: DataKey | None = key
        self._clock, self._lock = clock, lock
        self._secrets: dict[Use, str] = {}
        self._used_at = clock.now()

    async def read(self, entries: list[Entry]) -> None:
        """Open these entries and no others. What isn't what its row says it is stays shut."""
        self._secrets, self.damaged = {}, []
        for entry in entries:
            plain = await self._open_key().open(entry.sealed, label(entry.use))
            if plain is None:
                self.damaged.append(entry.id)
            else:
                self._secrets[entry.use] = plain.decode()

    async def seal(self, use: Use, secret: str) -> bytes:
        return await self._open_key().seal(secret.encode(), label(use))

    def take(self, use: Use, secret: str) -> None:
        """Hold a secret as well."""
        self._secrets[use] = secret

    def drop(self, use: Use) -> None:
        self._secrets.pop(use, None)

    def shut(self) -> None:
        """Hold nothing any more, whoever still holds this."""
        self._secrets, self._key = {}, None

    def touch(self) -> None:
        """Somebody is at it: it stays open for as long again."""
        self._used_at = self._clock.now()

    def has(self, use: Use) -> bool:
        return use in self._secrets and self.seconds_left() > 0

    def get(self, use: Use) -> str | None:
        if self.seconds_left() <= 0:
            self._lock()
            return None
        self.touch()
        return self._secrets.get(use)

    def seconds_left(self) -> float:
        """Until it locks itself, if nobody uses it."""
        if not self.idle_minutes:
            return float("inf")
        idle = times.nanoseconds(self._clock.now()) - times.nanoseconds(self._used_at)
        return self.idle_minutes * 60 - idle / 1_000_000_000

    def _open_key(self) -> DataKey:
        if self._key is None:
            raise Locked(LOCKED)
        return self._key


def label(use: Use) -> bytes:
    """What a secret is sealed with, so that it can't be passed off as another's or sent elsewhere."""
    return json.dumps([use.kind, use.owner, use.name, use.host]).encode()

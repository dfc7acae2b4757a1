"""A vault while it is open: its key, what that opened, and for how long."""

import json
from collections.abc import Callable

from .. import clock as times
from ..ports import Clock, DataKey
from ..schemas.secrets import Use
from ..store.vault import Entry


class Opened:
    """Implements `keys.Unlocked`. With 0 `idle_minutes` it stays open."""

    def __init__(self, key: DataKey, clock: Clock, idle_minutes: int, lock: Callable[[], None]) -> None:
        self.idle_minutes, self.damaged = idle_minutes, list[str]()
        self._key, self._clock, self._lock = key, clock, lock
        self._secrets: dict[Use, str] = {}
        self._used_at = clock.now()

    async def read(self, entries: list[Entry]) -> None:
        """Open the entries. What isn't what its row says it is stays shut."""
        for entry in entries:
            plain = await self._key.open(entry.sealed, label(entry.use))
            if plain is None:
                self.damaged.append(entry.id)
            else:
                self._secrets[entry.use] = plain.decode()

    async def seal(self, use: Use, secret: str) -> bytes:
        return await self._key.seal(secret.encode(), label(use))

    def take(self, use: Use, secret: str | None) -> None:
        """Hold a secret as well; with None, no longer."""
        self._secrets.pop(use, None)
        if secret is not None:
            self._secrets[use] = secret

    def has(self, use: Use) -> bool:
        return use in self._secrets and self.seconds_left() > 0

    def get(self, use: Use) -> str | None:
        if self.seconds_left() <= 0:
            self._lock()
            return None
        self._used_at = self._clock.now()
        return self._secrets.get(use)

    def seconds_left(self) -> float:
        """Until it locks itself, if nobody uses it."""
        if not self.idle_minutes:
            return float("inf")
        idle = times.nanoseconds(self._clock.now()) - times.nanoseconds(self._used_at)
        return self.idle_minutes * 60 - idle / 1_000_000_000


def label(use: Use) -> bytes:
    """What a secret is sealed with, so that it can't be passed off as another's or sent elsewhere."""
    return json.dumps([use.kind, use.owner, use.name, use.host]).encode()

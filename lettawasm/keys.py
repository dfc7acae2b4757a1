"""The secrets of a space that can be used now. They are in memory alone: what a person gave stays as long as this
process, what the vault gave until it is locked.
"""

import sys
from collections.abc import Callable
from typing import Literal, Protocol

from .ports import HttpRequest, HttpResponse, Transport, TransportError
from .schemas.secrets import Owner, Use
from .store import Store

Kept = Literal["session", "vault"]

LOCKED = "The vault is locked. Unlock it with its passphrase, then try again."


class Unlocked(Protocol):
    """A vault that is open."""

    def get(self, use: Use) -> str | None:
        """None as well once nobody has asked for so long that it has locked itself."""
        ...

    def has(self, use: Use) -> bool:
        """The same without taking it, which keeps nothing open."""
        ...

    def drop(self, use: Use) -> None:
        """Hold it no longer."""
        ...


class Keys:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._given: dict[Use, str] = {}
        self._vault: Unlocked | None = None
        self._listeners: list[Callable[[], None]] = []

    def get(self, use: Use) -> str | None:
        """The secret of this very use: whose owner has moved to another host since, has none."""
        if use in self._given:
            return self._given[use]
        return self._vault.get(use) if self._vault else None

    def has(self, use: Use) -> bool:
        return use in self._given or (self._vault is not None and self._vault.has(use))

    def is_locked(self, use: Use) -> bool:
        """Whether the vault has it, and is locked."""
        if self._vault or use in self._given:
            return False
        return self._store.vault.holds(use)

    def kept(self, use: Use) -> Kept | None:
        """Where the secret is that would be used, be the vault locked or not."""
        if use in self._given:
            return "session"
        return "vault" if self.has(use) or self.is_locked(use) else None

    def transport(self, use: Use, transport: Transport) -> Transport:
        """The way to what is asked with this secret: none, as long as that is locked."""
        return _Locked() if self.is_locked(use) else transport

    def give(self, use: Use, secret: str | None) -> None:
        """Keep a secret for as long as this process lives; with None, forget it."""
        self._given.pop(use, None)
        if secret:
            self._given[use] = secret
        self._tell()

    def forget(self, kind: Owner, owner: str, name: str | None = None) -> bool:
        """Forget all of an owner's, or what it has under one name, also what the vault keeps. Tells whether there was
        any.
        """
        kept = self._store.vault.forget_owner(kind, owner, name)
        given = [
            use for use in self._given if (use.kind, use.owner) == (kind, owner) and name in (None, use.name)
        ]
        for use in given:
            del self._given[use]
        if self._vault:
            for use in kept:
                self._vault.drop(use)
        self._tell()
        return bool(kept or given)

    def open(self, vault: Unlocked | None) -> None:
        """Take secrets from this vault from now on, or from none."""
        self._vault = vault
        self._tell()

    def on_change(self, listener: Callable[[], None]) -> None:
        """Tell whoever holds something that was made with a secret, since it may not outlive that."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        if masking := sys.modules.get(f"{__package__}.masking"):  # which travels late, and may not be there
            masking.forget()
        for listener in self._listeners:
            listener()


class _Locked:
    """Implements `ports.Transport` by sending nothing."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        raise TransportError("locked", LOCKED)

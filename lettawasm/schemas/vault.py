"""The vault as the API tells of it. No secret is ever told."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import Shape, Text
from .secrets import Owner

Passphrase = Annotated[Text, Field(min_length=1, max_length=1_000)]
NewPassphrase = Annotated[Text, Field(min_length=8, max_length=1_000)]
Minutes = Annotated[int, Field(ge=0, le=10_080)]
Secret = Annotated[Text, Field(min_length=1, max_length=10_000)]

IDLE_MINUTES = 15


class VaultCreate(Shape):
    passphrase: NewPassphrase
    idle_minutes: Minutes = IDLE_MINUTES


class VaultUnlock(Shape):
    passphrase: Passphrase


class PassphraseChange(Shape):
    passphrase: Passphrase
    new_passphrase: NewPassphrase


class VaultSettings(Shape):
    idle_minutes: Minutes


class VaultStatus(Shape):
    """It locks itself after `idle_minutes` in which nobody used a secret of it; with 0 it doesn't. After wrong
    passphrases `retry_after` seconds have to pass. `damaged` are entries that its key doesn't open.
    """

    exists: bool
    is_locked: bool
    idle_minutes: int = IDLE_MINUTES
    entries: int = 0
    damaged: tuple[str, ...] = ()
    retry_after: int = 0


class EntryPut(Shape):
    """Without a `secret` it is what the owner is asked with now. The `host` of a tool's or an agent's secret is the
    only origin that this may be sent to; that of others is where they are.
    """

    kind: Owner
    owner: Text
    name: Annotated[Text, Field(max_length=256)] = ""
    host: Annotated[Text, Field(max_length=2_000)] = ""
    secret: Secret | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if self.kind in ("provider", "mcp_server") and (self.name or self.host):
            raise ValueError(f"a {self.kind} has one secret, for where it is: leave out name and host")
        return self


class VaultEntry(Shape):
    id: str
    kind: Owner
    owner: str
    name: str
    host: str
    created_at: str
    updated_at: str

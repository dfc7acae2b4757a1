"""The variables and secrets that a call was granted: what it sees of them, and what nobody sees of them afterwards."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..address import Address
from ..masking import masked
from ..schemas.grants import VariableGrant
from .values import Values

LEAST = 4  # characters; what is shorter stands in any text, and can't be a secret


@dataclass(frozen=True, slots=True)
class Variable:
    """`word` is what the code is given; it stands for the value where that is bound to `hosts`."""

    name: str
    value: str
    word: str
    hosts: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Variables:
    """The variables of one call."""

    granted: tuple[Variable, ...] = ()

    @classmethod
    def of(cls, grants: Sequence[VariableGrant], values: Values) -> "Variables":
        """Those that were granted and have a value. Raises Invalid while the vault has one of them and is locked."""
        found = ((grant, values.of(grant)) for grant in grants)
        return cls(tuple(_variable(grant, value, values.owner) for grant, value in found if value))

    def env(self) -> dict[str, str]:
        return {one.name: one.word for one in self.granted}

    def filled(self, text: str, address: Address, written: Callable[[str], str] = str) -> str:
        """What leaves for `address`: with the values, as they are written there, of the secrets bound to it."""
        for one in self.granted:
            if one.hosts and str(address) in one.hosts:
                text = text.replace(one.word, written(one.value))
        return text

    def masked(self, value: Any) -> Any:
        """A value that can be stored and shown: no secret stands in it."""
        match value:
            case str():
                return self._masked_text(value)
            case list():
                return [self.masked(one) for one in value]
            case dict():
                return {self._masked_text(str(key)): self.masked(one) for key, one in value.items()}
            case _:
                return value

    def _masked_text(self, text: str) -> str:
        for one in sorted(self.granted, key=lambda one: -len(one.value)):
            if len(one.value) >= LEAST:
                text = masked(text, one.value, f"[secret {one.name}]")
        return text


def _variable(grant: VariableGrant, value: str, owner: str) -> Variable:
    """Its word is the same in every call, or each call would need a sandbox of its own."""
    if grant.hosts is None:
        return Variable(grant.name, value, value, None)
    word = hashlib.sha256(f"{owner} {grant.name}".encode()).hexdigest()[:32]
    return Variable(grant.name, value, f"secret-{word}", frozenset(grant.hosts))

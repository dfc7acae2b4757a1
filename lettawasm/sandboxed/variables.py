"""The variables and secrets that a call was granted: what it sees of them, and what nobody sees of them afterwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..address import Address
from ..ports import Clock
from ..schemas.grants import VariableGrant

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
    def of(cls, grants: Sequence[VariableGrant], known: Mapping[str, str], clock: Clock) -> "Variables":
        """Those that were granted and have a value."""
        return cls(
            tuple(_variable(grant, known[grant.name], clock) for grant in grants if grant.name in known)
        )

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
                text = text.replace(one.value, f"[secret {one.name}]")
        return text


def _variable(grant: VariableGrant, value: str, clock: Clock) -> Variable:
    if grant.hosts is None:
        return Variable(grant.name, value, value, None)
    return Variable(grant.name, value, clock.new_id("secret"), frozenset(grant.hosts))

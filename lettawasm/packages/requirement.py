"""What a package requires: a name, extras, versions, and a condition.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

import re
from dataclasses import dataclass
from typing import Self

from .marker import holds
from .name import normal
from .version import Wanted

_REQUIREMENT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[(?P<extras>[^\]]*)\])?"
    r"\s*(?P<wanted>\([^)]*\)|[^;@]*)(?:;(?P<marker>.*))?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Requirement:
    name: str
    wanted: Wanted
    extras: tuple[str, ...] = ()
    marker: str = ""

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises ValueError for what can't be read, and for a package that is named by an address."""
        found = _REQUIREMENT.fullmatch(text) if len(text) <= 4_000 else None
        if found is None:
            raise ValueError(f"{text[:200]!r} requires a package in a way that isn't understood here")
        extras = tuple(normal(extra) for extra in re.split(r"[\s,]+", found["extras"] or "") if extra)
        marker = (found["marker"] or "").strip()
        return cls(normal(found["name"]), Wanted.of(found["wanted"]), extras, marker)

    def counts(self, extras: tuple[str, ...] = ()) -> bool:
        """Whether its condition is met, in a package that is wanted with these extras."""
        return not self.marker or any(holds(self.marker, extra) for extra in (extras or ("",)))

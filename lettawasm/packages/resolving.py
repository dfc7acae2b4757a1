"""Which wheels meet all requirements together: the newest of each package that everyone who requires it can have."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import Invalid
from .places import Place
from .requirement import Requirement
from .wheel import WheelName, requirements_of

MOST_WHEELS, MOST_BYTES = 40, 60_000_000
MOST_TRIES = 10


@dataclass
class _Chosen:
    wheel: WheelName
    data: bytes
    required: list[Requirement]
    extras: set[str] = field(default_factory=set)


class _Conflict(Exception):
    """A wheel was chosen before something else asked for another version."""


class Resolver:
    """Finds wheels in places, of which the first that has a fitting one counts."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._wanted: dict[str, dict[str, Requirement]] = {}  # by package and by who wants it
        self._read: dict[str, bytes] = {}

    async def resolve(self, requirements: Sequence[Requirement]) -> dict[str, bytes]:
        """The wheels by the names of their files. Raises Invalid, saying what can't be had."""
        for _ in range(MOST_TRIES):
            try:
                return await self._attempt(requirements)
            except _Conflict:
                continue  # what is asked for is known now, and heeded from the beginning
        raise Invalid(f"No versions were found that fit together: {self._words(self._wanted)}.")

    async def _attempt(self, requirements: Sequence[Requirement]) -> dict[str, bytes]:
        chosen: dict[str, _Chosen] = {}
        waiting = [("the tool", one) for one in requirements if one.counts()]
        while waiting:
            by, requirement = waiting.pop(0)
            self._wanted.setdefault(requirement.name, {})[by] = requirement
            one = chosen.get(requirement.name)
            if one is None:
                one = chosen[requirement.name] = await self._choose(requirement.name)
                self._check_size(chosen)
                waiting += [(one.wheel.name, each) for each in one.required if each.counts()]
            elif not requirement.wanted.allows(one.wheel.version, unstable=True):
                raise _Conflict
            new = set(requirement.extras) - one.extras
            one.extras |= new
            if new:
                own = tuple(new)
                waiting += [
                    (one.wheel.name, each) for each in one.required if each.marker and each.counts(own)
                ]
        return {one.wheel.file: one.data for one in chosen.values()}

    async def _choose(self, name: str) -> _Chosen:
        seen: list[WheelName] = []
        for place in self._places:
            offered = await place.offers(name)
            if best := self._best(name, offered):
                data = self._read[best.file] = self._read.get(best.file) or await place.read(best)
                try:
                    return _Chosen(best, data, requirements_of(best.file, data))
                except ValueError as error:
                    raise Invalid(f"{name} can't be installed: {error}") from None
            seen += offered
        raise Invalid(self._missing(name, seen))

    def _best(self, name: str, offered: Sequence[WheelName]) -> WheelName | None:
        """The newest that everyone wants; unstable ones only where there is no other."""
        wanted = [one.wanted for one in self._wanted[name].values()]
        for unstable in (False, True):
            fitting = [
                wheel
                for wheel in offered
                if wheel.runs and all(one.allows(wheel.version, unstable) for one in wanted)
            ]
            if fitting:
                return max(fitting, key=lambda wheel: (wheel.version, wheel.is_native))
        return None

    def _missing(self, name: str, seen: Sequence[WheelName]) -> str:
        asked = self._words({name: self._wanted[name]})
        if not self._places:
            return f"{asked}: there are no wheels here, and no package index was granted to this tool."
        if not seen:
            return f"{asked}: no such package was found."
        if not any(wheel.runs for wheel in seen):
            return f"{asked}: it has no wheel that runs in WebAssembly, only for other platforms."
        return f"{asked}: no such version was found that runs in WebAssembly. There are conflicts, or it is too old."

    def _words(self, wanted: dict[str, dict[str, Requirement]]) -> str:
        said = [f"{name}{one.wanted} (for {by})" for name, who in wanted.items() for by, one in who.items()]
        return ", ".join(said)

    def _check_size(self, chosen: dict[str, _Chosen]) -> None:
        if len(chosen) > MOST_WHEELS or sum(len(one.data) for one in chosen.values()) > MOST_BYTES:
            raise Invalid(
                f"The packages are more than {MOST_WHEELS}, or larger than {MOST_BYTES:,} bytes together."
            )

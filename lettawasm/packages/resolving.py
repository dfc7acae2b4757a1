"""Which wheels meet all requirements together: the newest that go together, and older ones where these don't."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..errors import Invalid
from .marker import PYTHON
from .places import Place
from .requirement import Requirement
from .wheel import Metadata, Obstacle, WheelName, metadata_of

MOST_WHEELS, MOST_BYTES = 40, 60_000_000  # that are installed
MOST_READ, MOST_TRIES = 100, 500  # wheels that are looked into, and choices that are tried
_OBSTACLES: dict[Obstacle, str] = {
    "platform": "it has no wheel that runs in WebAssembly, only for other platforms",
    "python": f"it isn't made for Python {PYTHON}",
    "source": "there is its source and no wheel, and nothing is built here",
    "withdrawn": "its makers have withdrawn it",
}


@dataclass(frozen=True)
class _Wish:
    by: str
    requirement: Requirement


@dataclass(frozen=True)
class _Chosen:
    wheel: WheelName
    data: bytes = field(repr=False)
    required: Sequence[Requirement]

    def wishes(self, extras: Iterable[str]) -> Iterator[_Wish]:
        """What it requires by itself, and for these extras."""
        for one in self.required:
            if one.counts() or any(one.counts((extra,)) for extra in extras):
                yield _Wish(self.wheel.name, one)


class _Conflict(Exception):
    """Something was chosen that another one can't go with."""


class _Again(Exception):
    """It is known now what a package should have been chosen for."""


class Resolver:
    """Finds wheels in places: of the first that has a fitting one, as long as those there go with the others."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._offers: dict[tuple[int, str], list[WheelName]] = {}  # by the place's number and the package
        self._read: dict[str, tuple[bytes, Metadata]] = {}
        self._hints: set[Requirement] = set()  # which only say what to try first
        self._tries = 0
        self._problem = ""  # the first, of those between the newest

    async def resolve(self, requirements: Sequence[Requirement]) -> dict[str, bytes]:
        """The wheels by the names of their files. Raises Invalid, saying what can't be had."""
        wishes = [_Wish("the tool", one) for one in requirements if one.counts()]
        while True:
            self._problem = ""
            try:
                found = await self._solved({}, list(dict.fromkeys(wishes)))
            except _Again:
                continue
            if found is None:
                raise Invalid(self._problem)
            return {one.wheel.file: one.data for one in found.values()}

    async def _solved(self, chosen: dict[str, _Chosen], wishes: list[_Wish]) -> dict[str, _Chosen] | None:
        """What is chosen, with all that is still wished for. None where nothing goes together with it."""
        name = next((one.requirement.name for one in wishes if one.requirement.name not in chosen), None)
        if name is None:
            return chosen
        extras = [
            extra for wish in wishes if wish.requirement.name == name for extra in wish.requirement.extras
        ]
        async for one in self._candidates(name, wishes):
            more = {**chosen, name: one}
            self._check_size(more)
            try:
                all_wishes = self._with(more, wishes, one.wishes(extras))
            except _Conflict:
                continue
            if (found := await self._solved(more, all_wishes)) is not None:
                return found
        return None

    def _with(self, chosen: dict[str, _Chosen], wishes: list[_Wish], new: Iterable[_Wish]) -> list[_Wish]:
        """All wishes, and those that come with their extras. Raises _Conflict and _Again."""
        known, waiting = dict.fromkeys(wishes), list(new)
        while waiting:
            wish = waiting.pop(0)
            if wish in known:
                continue
            known[wish] = None
            if one := chosen.get(wish.requirement.name):
                self._check_fit(one, wish, known)
                waiting += one.wishes(wish.requirement.extras)
        return list(known)

    def _check_fit(self, one: _Chosen, wish: _Wish, wishes: Iterable[_Wish]) -> None:
        if wish.requirement.wanted.allows(one.wheel.version, unstable=True):
            return
        if wish.requirement not in self._hints:
            self._hints.add(wish.requirement)
            raise _Again
        self._note(f"{_words(one.wheel.name, wishes)}: no such version was found that runs in WebAssembly.")
        raise _Conflict

    async def _candidates(self, name: str, wishes: Sequence[_Wish]) -> AsyncIterator[_Chosen]:
        """The best first."""
        wanted = [one.requirement.wanted for one in wishes if one.requirement.name == name]
        may_be_withdrawn = any(each.names_one for each in wanted)
        seen: list[WheelName] = []
        for number, place in enumerate(self._places):
            offered = await self._offered(number, name)
            fitting = [
                one for one in offered if all(each.allows(one.version, unstable=True) for each in wanted)
            ]
            stable = {one.file for one in fitting if all(each.allows(one.version) for each in wanted)}
            fitting.sort(key=lambda one: (self._hinted(one), one.file in stable, one.version, one.is_native))
            for wheel in reversed(fitting):
                runs = wheel.runs or (may_be_withdrawn and wheel.obstacle == "withdrawn")
                if runs and (one := await self._opened(place, wheel)):
                    yield one
                else:
                    seen.append(wheel.hindered("python") if runs else wheel)
        self._note(
            self._missing(name, wishes, seen, any(self._offers[at, name] for at in range(len(self._places))))
        )

    async def _offered(self, number: int, name: str) -> list[WheelName]:
        if (number, name) not in self._offers:
            self._offers[number, name] = await self._places[number].offers(name)
        return self._offers[number, name]

    def _hinted(self, wheel: WheelName) -> int:
        """How many of the hints it heeds."""
        return sum(
            one.name == wheel.name and one.wanted.allows(wheel.version, unstable=True) for one in self._hints
        )

    async def _opened(self, place: Place, wheel: WheelName) -> _Chosen | None:
        """None for one that isn't made for our Python. Raises Invalid."""
        self._tries += 1
        if wheel.file not in self._read:
            if len(self._read) >= MOST_READ:
                raise Invalid(f"More than {MOST_READ} versions of packages would have to be looked into.")
            data = await place.read(wheel)
            try:
                self._read[wheel.file] = data, metadata_of(wheel.file, data)
            except ValueError as error:
                raise Invalid(f"{wheel.name} can't be installed: {error}") from None
        if self._tries > MOST_TRIES:
            raise Invalid(self._problem or "No versions were found that fit together.")
        data, told = self._read[wheel.file]
        return _Chosen(wheel, data, told.required) if told.runs else None

    def _note(self, problem: str) -> None:
        self._problem = self._problem or problem

    def _missing(self, name: str, wishes: Sequence[_Wish], seen: Sequence[WheelName], is_known: bool) -> str:
        """`seen` are those versions that would be the right ones."""
        asked = _words(name, wishes)
        if not self._places:
            return f"{asked}: there are no wheels here, and no package index was granted to this tool."
        if not is_known:
            return f"{asked}: no such package was found."
        if obstacles := sorted({one.obstacle for one in seen if one.obstacle}):
            return f"{asked}: {', and '.join(_OBSTACLES[one] for one in obstacles)}."
        return f"{asked}: no such version was found that runs in WebAssembly. There are conflicts, or it is too old."

    def _check_size(self, chosen: dict[str, _Chosen]) -> None:
        if len(chosen) > MOST_WHEELS or sum(len(one.data) for one in chosen.values()) > MOST_BYTES:
            raise Invalid(
                f"The packages are more than {MOST_WHEELS}, or larger than {MOST_BYTES:,} bytes together."
            )


def _words(name: str, wishes: Iterable[_Wish]) -> str:
    return ", ".join(
        f"{name}{one.requirement.wanted} (for {one.by})" for one in wishes if one.requirement.name == name
    )

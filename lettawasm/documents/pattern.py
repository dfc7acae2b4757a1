"""Regular expressions in linear time, for patterns that models and strangers make up.

Python's engine backtracks, so that a short pattern can keep it busy for ever. This one walks along a line once, with
the set of all places in the pattern where a match may have come to (Thompson, 1968), and remembers the sets it has
seen. It tells whether a line matches, not where. What takes backtracking is refused: look-around, references to groups.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

Test = Callable[[str], bool]

MOST_CHARACTERS = 256
MOST_PLACES = 2_000  # in the pattern, its repetitions written out
MOST_WORK = 500_000  # places looked at while new sets are met: about a second
END = "\n"  # stands for the end of a line; no line has one inside


class BadPattern(Exception):
    """The pattern can't be used; the message says why."""


class Pattern:
    """A compiled pattern. Raises BadPattern, also while it matches, if the text makes it too costly."""

    def __init__(self, source: str) -> None:
        if len(source) > MOST_CHARACTERS:
            raise BadPattern(f"The pattern is over the limit of {MOST_CHARACTERS} characters.")
        tree = _parsed(source)
        codes = [str(code) for code, _ in tree]
        plain = not tree.state.flags & _IGNORE_CASE and set(codes) <= {"LITERAL"}
        self.literal = "".join(chr(value) for _, value in tree) if plain else None
        self._machine = _Machine(tree)

    def matches(self, line: str) -> bool:
        if self.literal is not None:
            return self.literal in line
        state = self._machine.start
        for character in line:
            state = state[character]
        return state[END] is self._machine.found


class _State(dict[str, "_State"]):
    """A set of places, and where each character leads from it. `after_word` is None at the start of a line."""

    def __init__(self, machine: "_Machine", places: frozenset[int], after_word: bool | None) -> None:
        super().__init__()
        self.machine, self.places, self.after_word = machine, places, after_word

    def __missing__(self, character: str) -> "_State":
        self[character] = state = self.machine.step(self, character)
        return state


class _Machine:
    """The pattern's places: 0 is its end; others test a character, stand for several, or ask where they are."""

    def __init__(self, tree: Any) -> None:
        self._work = 0
        self._tests: dict[int, tuple[Test, int]] = {}
        self._splits: dict[int, list[int]] = {}
        self._spots: dict[int, tuple[str, int]] = {}
        self._count = 1
        self._first = self._sequence(tree, 0, tree.state.flags)
        self._states: dict[tuple[frozenset[int], bool | None], _State] = {}
        self.start = self._state(frozenset(), None)
        self.found = _Found(self, frozenset(), None)

    # Running

    def step(self, state: _State, character: str) -> _State:
        reached = self._reached([*state.places, self._first], state.after_word, character)
        self._work += len(reached) + 1
        if self._work > MOST_WORK:
            raise BadPattern("The pattern is too complex for this text; use a simpler one.")
        if 0 in reached:
            return self.found
        tests = (self._tests[place] for place in reached if place in self._tests)
        places = frozenset(follow for test, follow in tests if character != END and test(character))
        return self._state(places, _is_word(character))

    def _state(self, places: frozenset[int], after_word: bool | None) -> _State:
        return self._states.setdefault((places, after_word), _State(self, places, after_word))

    def _reached(self, places: list[int], after_word: bool | None, character: str) -> set[int]:
        """All places that can be come to without taking a character, of which the next one is given."""
        reached: set[int] = set()
        while places:
            place = places.pop()
            if place in reached:
                continue
            reached.add(place)
            if place in self._splits:
                places += self._splits[place]
            elif place in self._spots:
                spot, follow = self._spots[place]
                if _stands(spot, after_word, character):
                    places.append(follow)
        return reached

    # Building, from the end to the beginning: every part is given the place that follows it.

    def _sequence(self, parts: Iterable[tuple[Any, Any]], follow: int, flags: int) -> int:
        for code, value in reversed(list(parts)):
            follow = self._part(str(code), value, follow, flags)
        return follow

    def _part(self, code: str, value: Any, follow: int, flags: int) -> int:
        match code:
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(value, follow, flags)
            case "BRANCH":
                return self._split([self._sequence(branch, follow, flags) for branch in value[1]])
            case "SUBPATTERN":
                _, more, fewer, parts = value
                return self._sequence(parts, follow, (flags | more) & ~fewer)
            case "AT":
                place = self._place()
                self._spots[place] = (str(value), follow)
                return place
        place = self._place()
        self._tests[place] = (_test(code, value, flags), follow)
        return place

    def _repeat(self, value: tuple[int, Any, Any], follow: int, flags: int) -> int:
        least, most, parts = value
        if most == _ENDLESS:
            loop = self._split([])
            self._splits[loop] += [self._sequence(parts, loop, flags), follow]
            follow = loop
        else:
            end = follow
            for _ in range(most - least):
                follow = self._split([self._sequence(parts, follow, flags), end])
        for _ in range(least):
            self._place()  # pays for the turn, also where nothing is repeated
            follow = self._sequence(parts, follow, flags)
        return follow

    def _split(self, ways: list[int]) -> int:
        place = self._place()
        self._splits[place] = ways
        return place

    def _place(self) -> int:
        self._count += 1
        if self._count > MOST_PLACES:
            raise BadPattern("The pattern's repetitions are too many.")
        return self._count - 1


class _Found(_State):
    """A match was found, whatever follows."""

    def __missing__(self, character: str) -> _State:
        return self


_PARSER = import_module("re._parser")  # the standard library's own reader of patterns; `re` hides it
_IGNORE_CASE = _PARSER.SRE_FLAG_IGNORECASE
_ENDLESS = _PARSER.MAXREPEAT


def _parsed(source: str) -> Any:
    try:
        return _PARSER.parse(source)
    except (ValueError, OverflowError, RecursionError, _PARSER.error) as error:
        raise BadPattern(f"The pattern is not a regular expression: {error}.") from None


def _stands(spot: str, after_word: bool | None, character: str) -> bool:
    """Whether a spot like `^`, `$` or `\\b` is here, before `character`."""
    if spot.startswith("AT_BEGINNING"):
        return after_word is None
    if spot.startswith("AT_END"):
        return character == END
    is_boundary = bool(after_word) != _is_word(character)
    return is_boundary == (spot == "AT_BOUNDARY")


def _test(code: str, value: Any, flags: int) -> Test:
    """The test of one character."""
    match code:
        case "LITERAL":
            return _cased(chr(value).__eq__, flags)
        case "NOT_LITERAL":
            return _none_of([_cased(chr(value).__eq__, flags)])
        case "ANY":
            return lambda character: True
        case "RANGE":
            low, high = value
            return _cased(lambda character: low <= ord(character) <= high, flags)
        case "CATEGORY":
            return _CATEGORIES[str(value)]
        case "IN":
            parts = [(str(kind), part) for kind, part in value]
            tests = [_test(kind, part, flags) for kind, part in parts if kind != "NEGATE"]
            return _none_of(tests) if len(tests) < len(parts) else _one_of(tests)
    raise BadPattern("Look-around, references to groups and the like can't be used in a pattern.")


def _one_of(tests: list[Test]) -> Test:
    return lambda character: any(test(character) for test in tests)


def _none_of(tests: list[Test]) -> Test:
    """Of tests that heed the case already: whatever its case, nothing that isn't wanted is let through."""
    return lambda character: not any(test(character) for test in tests)


def _cased(test: Test, flags: int) -> Test:
    if not flags & _IGNORE_CASE:
        return test
    return lambda character: test(character) or test(character.lower()) or test(character.upper())


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


_CATEGORIES: dict[str, Test] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": _is_word,
    "CATEGORY_NOT_DIGIT": lambda character: not character.isdecimal(),
    "CATEGORY_NOT_SPACE": lambda character: not character.isspace(),
    "CATEGORY_NOT_WORD": lambda character: not _is_word(character),
}

"""A text as what it keeps of an older one, and what is new in it.

The texts are JSON's, so that a line is what ends with its `\\n`. A delta is a list: `[start, end]` copies that part
of the old text, a string is new. What the texts share at both ends is found first; between these, whole lines are
looked up in what is left of the old text, each where it follows the last one if it can. It is neither the shortest
delta nor made for people to read, but it takes one pass over both texts.
"""

import json
from collections.abc import Iterator

Part = list[int] | str

_NEWLINE = "\\n"  # as JSON writes it
_SHORT = 12  # characters: a copy isn't worth writing down below this


def make(old: str, new: str) -> str:
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    end = len(old) - tail
    parts = [[0, head], *_matched(old, head, end, new[head : len(new) - tail]), [end, len(old)]]
    return json.dumps(list(_joined(old, parts)), ensure_ascii=False, separators=(",", ":"))


def apply(old: str, delta: str) -> str:
    """Raises ValueError for what is no delta of `old`."""
    return "".join(_piece(old, part) for part in json.loads(delta))


def _piece(old: str, part: Part) -> str:
    match part:
        case str():
            return part
        case [int(start), int(end)] if 0 <= start <= end <= len(old):
            return old[start:end]
        case _:
            raise ValueError(f"{part!r} is no part of a delta")


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike: by halving, since comparing slices is fast."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _matched(old: str, start: int, end: int, new: str) -> Iterator[Part]:
    """`new` in pieces: what stands in that part of `old` line by line as copies, the rest as it is."""
    if end - start < _SHORT or len(new) < _SHORT:
        yield new
        return
    places: dict[str, int] = {}
    place = next_place = start
    for line in _lines(old[start:end]):
        places.setdefault(line, place)
        place += len(line)
    for line in _lines(new):
        if not old.startswith(line, next_place):
            if len(line) < _SHORT or line not in places:
                yield line
                continue
            next_place = places[line]
        yield [next_place, next_place + len(line)]
        next_place += len(line)


def _lines(text: str) -> list[str]:
    *lines, last = text.split(_NEWLINE)
    return [*(line + _NEWLINE for line in lines), *([last] if last else ())]


def _joined(old: str, parts: list[Part]) -> Iterator[Part]:
    """Neighbours as one, and copies too short to be worth it as text."""
    last: Part | None = None
    for part in parts:
        if isinstance(part, list) and part[1] - part[0] < _SHORT:
            part = old[part[0] : part[1]]
        if not part:
            continue
        if isinstance(last, str) and isinstance(part, str):
            last += part
        elif isinstance(last, list) and isinstance(part, list) and last[1] == part[0]:
            last = [last[0], part[1]]
        else:
            if last is not None:
                yield last
            last = part
    if last is not None:
        yield last

"""Taking an edit back from a text that was edited further since.

What the edit put in is taken out wherever it still stands; what it took out comes back where its surroundings still
stand together. The rest stays as it is now: nothing that somebody else wrote is lost.
"""

import re
from collections.abc import Iterator, Sequence

_MOST_WORDS = 4_000  # beyond that texts are compared line by line, which is coarser and takes less

_WORDS = re.compile(r"\S+|[^\S\n]+|\n")
_LINES = re.compile(r"[^\n]+|\n")


def undo(before: str, after: str, now: str) -> str:
    """`now` without what made `after` of `before`."""
    if after == now:
        return before
    old, new, present = _pieces(before, after, now)
    stands = _alignment(new, present)
    gone: set[int] = set()
    back: dict[int, list[str]] = {}  # what comes back, by the place in `present` before which it does
    for tag, i1, i2, j1, j2 in _edits(old, new):
        gone |= {stands[j] for j in range(j1, j2) if j in stands}
        if tag != "insert" and (place := _place(stands, j1, j2, len(new), len(present))) is not None:
            back.setdefault(place, []).extend(old[i1:i2])
    return "".join(_woven(present, gone, back))


def _pieces(*texts: str) -> list[list[str]]:
    words = [_WORDS.findall(text) for text in texts]
    return words if max(map(len, words)) <= _MOST_WORDS else [_LINES.findall(text) for text in texts]


def _edits(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    return (code for code in _matcher(old, new).get_opcodes() if code[0] != "equal")


def _alignment(new: Sequence[str], present: Sequence[str]) -> dict[int, int]:
    """Where the pieces of one text stand in the other."""
    blocks = _matcher(new, present).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _matcher(one: Sequence[str], other: Sequence[str]):  # type: ignore[no-untyped-def]
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False)


def _place(stands: dict[int, int], start: int, end: int, length: int, present: int) -> int | None:
    """The place in the present text that lies where `start` to `end` was, if what stood around it still does."""
    left = -1 if start == 0 else stands.get(start - 1)
    right = present if end == length else stands.get(end)
    if left is None and right is None:
        return None
    return left + 1 if left is not None else right


def _woven(present: Sequence[str], gone: set[int], back: dict[int, list[str]]) -> Iterator[str]:
    for place in range(len(present) + 1):
        yield from back.get(place, ())
        if place < len(present) and place not in gone:
            yield present[place]

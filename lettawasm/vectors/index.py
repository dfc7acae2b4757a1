"""The vectors of one set in memory, as its pages in the database tell them.

A page's mark is never used twice, whatever is rolled back: what has another mark is another page. So the index follows
the database without being told, and holds nothing that isn't there.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..ports import Rows


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of a page: its numbers ascend."""

    page: int
    start: int
    numbers: Sequence[int]

    def place_of(self, number: int) -> int | None:
        offset = bisect_left(self.numbers, number)
        is_here = offset < len(self.numbers) and self.numbers[offset] == number
        return self.start + offset if is_here else None


Load = Callable[[str], tuple[Sequence[int], bytes]]


class Index:
    """`new_rows` makes empty rows."""

    def __init__(self, new_rows: Callable[[], Rows]) -> None:
        self._new_rows = new_rows
        self._stale: dict[int, int] = {}
        self._forget()

    def follow(self, pages: Mapping[str, int] | None, stale: Mapping[int, int], load: Load) -> None:
        """Be what these pages hold, by their marks, or still the same ones; of a stale number, only what stands in a
        later page than its own. `load` gives a page's numbers and vectors.
        """
        new = [] if pages is None else self._turn(pages, load)
        changed = {number for number, _ in self._stale.items() ^ stale.items()}
        self._stale = dict(stale)
        for number in changed:
            self._judge(number, self._segments.values())
        for number in stale.keys() - changed if new else ():
            self._judge(number, new)

    def nearest(self, query: bytes, most: int, allowed: bytes | None = None) -> list[tuple[int, float]]:
        """As `ports.Rows` has it."""
        return self._rows.nearest(query, most, allowed)

    def _turn(self, pages: Mapping[str, int], load: Load) -> list[Segment]:
        """Let the segments be those of these pages, and return the new ones."""
        for mark in self._segments.keys() - pages.keys():
            self._drop(self._segments.pop(mark))
        if self._dropped * 2 > self._count:
            self._forget()
        new = [mark for mark in pages if mark not in self._segments]
        for mark in new:
            self._take(mark, pages[mark], *load(mark))
        return [self._segments[mark] for mark in new]

    def _forget(self) -> None:
        self._rows = self._new_rows()
        self._segments: dict[str, Segment] = {}
        self._stale = {}
        self._count = self._dropped = 0

    def _take(self, mark: str, page: int, numbers: Sequence[int], vectors: bytes) -> None:
        self._segments[mark] = Segment(page, self._count, array("q", numbers))
        self._rows.append(numbers, vectors)
        self._count += len(numbers)

    def _drop(self, segment: Segment) -> None:
        self._rows.show(segment.start, len(segment.numbers), False)
        self._dropped += len(segment.numbers)

    def _judge(self, number: int, segments: Iterable[Segment]) -> None:
        for segment in segments:
            if (place := segment.place_of(number)) is not None:
                self._rows.show(place, 1, segment.page > self._stale.get(number, -1))

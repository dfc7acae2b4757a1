"""Vectors as they lie in the database: sets of pages, and which of their numbers are stale.

A number stands for a row of another table. What is written later counts: of a stale number only what stands in a later
page than it became stale after.
"""

import json
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from ..vectors import Index
from ..vectors.int8 import width_of
from .table import Table

PAGE = 1_000  # vectors
PAGE_BYTES = 1_500_000  # of vectors; a value may have 2 MB
MOST_SMALL = 16  # pages that are less than half full, before they are joined
MOST_STALE = 200  # numbers, before the pages are cleared of them

_SETS = "SELECT vector_sets.*, dim FROM vector_sets JOIN embedders USING (handle)"
_AMONG = "number IN (SELECT value FROM json_each(?))"

Made = list[tuple[int, bytes]]  # numbers and their vectors


@dataclass(frozen=True, slots=True)
class VectorSet:
    """One embedder's vectors of one kind of rows, which have been looked at up to number `upto`. `mark` changes with
    every page.
    """

    id: int
    handle: str
    kind: str
    upto: int
    last_page: int
    mark: str
    dim: int


@dataclass(frozen=True, slots=True)
class Head:
    """A page without its contents. No two pages ever have the same `mark`."""

    seq: int
    page: int
    mark: str
    count: int


class VectorPages(Table):
    def find(self, kind: str, handle: str) -> VectorSet | None:
        rows = self.driver.execute(f"{_SETS} WHERE kind = ? AND handle = ?", [kind, handle])
        return VectorSet(**rows[0]) if rows else None

    def serving(self, kind: str) -> VectorSet | None:
        rows = self.driver.execute(f"{_SETS} WHERE kind = ? AND is_serving", [kind])
        return VectorSet(**rows[0]) if rows else None

    def begin(self, kind: str, handle: str) -> VectorSet:
        self.driver.execute(
            "INSERT INTO vector_sets (handle, kind, upto, last_page, mark) VALUES (?, ?, 0, 0, '')",
            [handle, kind],
        )
        [row] = self.driver.execute(f"{_SETS} WHERE kind = ? AND handle = ?", [kind, handle])
        return VectorSet(**row)

    def append(self, own: VectorSet, made: Made, upto: int, waiting: Sequence[int]) -> None:
        """Add vectors. Beside those that are `waiting`, no number up to `upto` is without one any more."""
        page = own.last_page + 1
        self._write(own, page, made)
        self.driver.execute(
            f"UPDATE stale_vectors SET waits = 0 WHERE set_id = ? AND {_AMONG}",
            [own.id, json.dumps([number for number, _ in made])],
        )
        self.driver.execute(
            "INSERT INTO stale_vectors SELECT ?, value, ?, 1 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
            [own.id, page, json.dumps(waiting)],
        )
        self.driver.execute(
            "UPDATE vector_sets SET upto = max(upto, ?), last_page = ?, mark = ? WHERE id = ?",
            [upto, page, self.clock.new_id("vectors"), own.id],
        )

    def tidy(self, own: VectorSet, existing: Callable[[Collection[int]], Collection[int]]) -> None:
        """Join small pages, and clear away what is stale, if there is enough of it. `existing` tells which numbers
        still stand for a row.
        """
        pages, stale = self._heads(own), self._stale(own)
        small = [head for head in pages if head.count * 2 < _most(own.dim)]
        untidy = set(small if len(small) > MOST_SMALL else ())
        if len(stale) > MOST_STALE:
            hiding = [head for head in pages if not stale.keys().isdisjoint(self._load(head)[0])]
            untidy.update(hiding[:MOST_SMALL])
            if len(hiding) <= MOST_SMALL:
                self._forget_stale(own, existing(stale.keys()))
        if untidy:
            self._rewrite(own, sorted(untidy, key=lambda head: head.page), stale)

    def fill(self, index: Index, own: VectorSet, *, is_known: bool) -> None:
        """Let an index hold the set; its pages are known to it if nothing was written since it was filled."""
        heads = {} if is_known else {head.mark: head for head in self._heads(own)}
        pages = None if is_known else {mark: head.page for mark, head in heads.items()}
        index.follow(pages, self._stale(own), lambda mark: self._load(heads[mark]))

    def _rewrite(self, own: VectorSet, heads: Sequence[Head], stale: dict[int, int]) -> None:
        """Put what counts of these pages into as few, in the place of the last of them."""
        width = width_of(own.dim)
        kept = [
            (number, vectors[place * width : (place + 1) * width])
            for head in heads
            for numbers, vectors in [self._load(head)]
            for place, number in enumerate(numbers)
            if head.page > stale.get(number, -1)
        ]
        for head in heads:
            self.driver.execute("DELETE FROM vector_pages WHERE seq = ?", [head.seq])
        self._write(own, heads[-1].page, kept)
        mark = self.clock.new_id("vectors")
        self.driver.execute("UPDATE vector_sets SET mark = ? WHERE id = ?", [mark, own.id])

    def _forget_stale(self, own: VectorSet, existing: Collection[int]) -> None:
        """No page holds anything of them any more; those of rows may still wait."""
        self.driver.execute(
            "DELETE FROM stale_vectors WHERE set_id = ? AND (NOT waits OR number NOT IN"
            " (SELECT value FROM json_each(?)))",
            [own.id, json.dumps(list(existing))],
        )

    def _write(self, own: VectorSet, page: int, made: Made) -> None:
        for few in _pages(sorted(made), _most(own.dim)):
            numbers = array("q", [number for number, _ in few]).tobytes()
            vectors = b"".join(row for _, row in few)
            mark = self.clock.new_id("page")
            self.driver.execute(
                "INSERT INTO vector_pages (set_id, page, mark, count, numbers, vectors) VALUES (?, ?, ?, ?, ?, ?)",
                [own.id, page, mark, len(few), numbers, vectors],
            )

    def _heads(self, own: VectorSet) -> list[Head]:
        rows = self.driver.execute(
            "SELECT seq, page, mark, count FROM vector_pages WHERE set_id = ? ORDER BY page, seq", [own.id]
        )
        return [Head(**row) for row in rows]

    def _stale(self, own: VectorSet) -> dict[int, int]:
        rows = self.driver.execute("SELECT number, page FROM stale_vectors WHERE set_id = ?", [own.id])
        return {row["number"]: row["page"] for row in rows}

    def _load(self, head: Head) -> tuple[Sequence[int], bytes]:
        [row] = self.driver.execute("SELECT numbers, vectors FROM vector_pages WHERE seq = ?", [head.seq])
        return array("q", row["numbers"]), row["vectors"]


def _most(dim: int) -> int:
    """Vectors in a full page."""
    return min(PAGE, PAGE_BYTES // width_of(dim))


def _pages(made: Made, most: int) -> Iterator[Made]:
    for start in range(0, len(made), most):
        yield made[start : start + most]

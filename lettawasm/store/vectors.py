"""Vectors of passages, messages and blocks, in pages of up to a thousand.

They are derived from texts, so that nothing is ever lost with one. A new row has none until a batch is made of it and
others: writing a row costs nothing here. See migrations/vectors.py for how changed and deleted rows are found out.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from ..db import atomic
from ..ports import Clock, Driver, Kernel, Rows
from ..vectors import Index, SketchRows
from ..vectors.int8 import cosine, numbers_in, row_of, width_of
from .table import Table, Where
from .vector_pages import VectorPages
from .vector_rows import VectorRows

Kind = Literal["passage", "message", "block"]
KINDS: tuple[Kind, ...] = ("passage", "block", "message")
Near = list[tuple[int, float]]

PROBE = 128  # of the likest rows are looked at first, before all that a condition holds
MOST_FRESH = 64  # pending rows that a search embeds for itself


EmbedNow = Callable[[Sequence[str]], Sequence[Sequence[float]] | None]


class Vectors(Table):
    """`embed_now` gives the vectors of texts by the embedder that serves, or None where they have to be awaited."""

    def __init__(self, driver: Driver, clock: Clock, kernel: Kernel | None = None) -> None:
        super().__init__(driver, clock)
        self._rows, self._pages = VectorRows(driver), VectorPages(driver, clock)
        self._new_rows: Callable[[int], Rows] = kernel.rows if kernel else SketchRows
        self._indexes: dict[
            str, tuple[str, str, Index]
        ] = {}  # kind → handle, mark of the set, and its vectors
        self._fresh: dict[str, bytes] = {}  # text → the vector of what is pending
        self.embed_now: EmbedNow = lambda texts: None

    # Making them

    def pending(self, kind: Kind, handle: str, limit: int) -> list[tuple[int, str]]:
        """The first rows that have no vector of this embedder, as (seq, text)."""
        return self._rows.pending(kind, self._pages.find(kind, handle), limit)

    def counts(self, kind: Kind, handle: str) -> tuple[int, int]:
        """How many rows have a vector of this embedder, and how many are pending."""
        return self._rows.counts(kind, self._pages.find(kind, handle))

    @atomic
    def put(
        self,
        kind: Kind,
        handle: str,
        pending: Sequence[tuple[int, str]],
        vectors: Sequence[Sequence[float]],
    ) -> None:
        """Keep the vectors of what was `pending`. A row that has another text by now goes on waiting."""
        own = self._pages.find(kind, handle) or self._pages.begin(kind, handle)
        rows = {seq: row_of(vector) for (seq, _), vector in zip(pending, vectors, strict=True)}
        texts = self._rows.texts(kind, list(rows))
        same = {seq for seq, text in pending if texts.get(seq) == text}
        made = [(seq, row) for seq, row in rows.items() if seq in same]
        self._pages.append(own, made, max(texts, default=0), waiting=[*(texts.keys() - same)])

    @atomic
    def tidy(self, kind: Kind, handle: str) -> None:
        """Join small pages and clear away what is stale, once there is enough of it."""
        if own := self._pages.find(kind, handle):
            self._pages.tidy(own, lambda numbers: self._rows.texts(kind, numbers).keys())

    # Search

    def nearest(self, kind: Kind, query: Sequence[float], limit: int, where: Where | None = None) -> Near:
        """The rows most like `query` by the vectors of the embedder that serves, as (seq, cosine), the best first; with
        `where` only those that it holds. Of what is pending, the first few are there if they need not be awaited.
        """
        asked, index = row_of(query), self._index(kind)
        own = [(seq, cosine(numbers_in(asked), numbers_in(row))) for seq, row in self._pending_now(kind)]
        near = index.nearest(asked, limit if where is None else PROBE) if index else []
        likely = _sorted([*own, *near])
        if where is None:
            return likely[:limit]
        passing = self._rows.among(kind, where, [seq for seq, _ in likely])
        found = [each for each in likely if each[0] in passing][:limit]
        if index is None or len(near) < PROBE or _sorted([*found, near[-1]])[:limit] == found:
            return found
        allowed = self._rows.all(kind, where)
        near = index.nearest(asked, limit, _mask(allowed))
        return _sorted([*(each for each in own if each[0] in allowed), *near])[:limit]

    def _pending_now(self, kind: Kind) -> list[tuple[int, bytes]]:
        rows = self.driver.execute("SELECT handle FROM embedders WHERE is_serving")
        pending = self.pending(kind, rows[0]["handle"], MOST_FRESH) if rows else []
        texts = list(dict.fromkeys(text for _, text in pending))
        unknown = [text for text in texts if text not in self._fresh]
        vectors = self.embed_now(unknown) if unknown else []
        if vectors is None:
            return []
        made = dict(zip(unknown, map(row_of, vectors), strict=True))
        self._fresh = {text: made.get(text) or self._fresh[text] for text in texts}
        return [(seq, self._fresh[text]) for seq, text in pending]

    def _index(self, kind: Kind) -> Index | None:
        """The vectors that serve, as the database has them now."""
        own = self._pages.serving(kind)
        if own is None:
            return None
        handle, mark, index = self._indexes.get(kind) or ("", "", None)
        if index is None or handle != own.handle:
            mark, index = "", Index(lambda: self._new_rows(width_of(own.dim)))
        self._pages.fill(index, own, is_known=mark == own.mark)
        self._indexes[kind] = own.handle, own.mark, index
        return index


def _sorted(near: Near) -> Near:
    return sorted(near, key=lambda each: (-each[1], each[0]))


def _mask(numbers: set[int]) -> bytes:
    mask = bytearray(max(numbers, default=-1) + 1)
    for number in numbers:
        mask[number] = 1
    return bytes(mask)

"""The search itself: what the filters let through, ranked by words, letters and likeness."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..schemas.search import KINDS, Filters, Kind, Why
from ..search import Terms, terms
from ..store import Store
from ..store.filters import where_of
from ..store.table import Where
from ..store.words import SOURCES, Scored, Source
from . import fusion
from .fusion import Key

_DEPTH = 4  # how much deeper each ranking goes than what is asked for
_LEAST_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Vector:
    """A query as its embedder sees it."""

    values: Sequence[float]
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a kind, and why it was found."""

    kind: Kind
    seq: int
    score: float
    why: Why


def search(
    store: Store,
    query: str | None,
    vector: Vector | None = None,
    *,
    kinds: Sequence[Kind] = KINDS,
    filters: Filters = Filters(),  # noqa: B008
    limit: int = 10,
) -> list[Found]:
    """What fits the query best, best first; without a query the newest."""
    if not query:
        return _newest(store, kinds, filters, limit)
    depth, wanted = max(_LEAST_DEPTH, _DEPTH * limit), terms(query)
    words: list[list[tuple[Key, float]]] = []
    likeness: list[list[tuple[Key, float]]] = []
    for place, kind in enumerate(KINDS):
        if kind in kinds:
            where = where_of(kind, filters)
            words += [_keyed(place, ranking) for ranking in _by_terms(store, kind, wanted, where, depth)]
    fuse = fusion.by_likeness if vector and vector.is_strong else fusion.by_place
    return [Found(KINDS[one.key[0]], one.key[1], one.score, one.why) for one in fuse(words, likeness)[:limit]]


def _newest(store: Store, kinds: Sequence[Kind], filters: Filters, limit: int) -> list[Found]:
    rows: list[tuple[str, Kind, int]] = []
    for kind in KINDS:
        if kind in kinds:
            source = Source(store.driver, *SOURCES[kind])
            found = source.newest(where_of(kind, filters), limit)
            rows += [(moment, kind, seq) for seq, moment in found]
    rows.sort(key=lambda row: row[0], reverse=True)  # stable: of equals each kind's own order
    return [Found(kind, seq, 0.0, "newest") for _, kind, seq in rows[:limit]]


def _by_terms(store: Store, kind: Kind, wanted: Terms, where: Where, depth: int) -> list[Scored]:
    source = Source(store.driver, *SOURCES[kind])
    return [source.by_words(wanted.words, where, depth), source.by_letters(wanted.pairs, where, depth)]


def _keyed(place: int, ranking: Scored) -> list[tuple[Key, float]]:
    return [((place, seq), score) for seq, score in ranking]

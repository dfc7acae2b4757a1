"""The search itself: what the filters let through, ranked by words, by letters and by likeness."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..schemas.filters import Filters, Vector
from ..schemas.search import KINDS, Kind, Why
from ..store import Store
from ..store.filters import where_of
from ..store.words import Scored
from . import fusion
from .fusion import Key
from .question import Question, asked, source_of
from .vector import seen_now

_DEPTH = 4  # how much deeper each ranking goes than what is asked for
_LEAST_DEPTH = 50
EVERYTHING = Filters()
LEAST_LIKENESS = 0.2  # of a weak embedder, measured: below it there is more noise than there is to find


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a kind, and why it was found."""

    kind: Kind
    seq: int
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, the best first, and how the query was read."""

    found: list[Found]
    question: Question


def search(
    store: Store,
    query: str | None,
    vector: Vector | None = None,
    *,
    kinds: Sequence[Kind] = KINDS,
    filters: Filters = EVERYTHING,
    limit: int = 10,
) -> Results:
    """What fits the query best; without one, what is newest. `vector` is the query as the embedder sees it, for
    embedders that have to be awaited.
    """
    kinds = [kind for kind in KINDS if kind in kinds]
    if not query:
        return Results(_newest(store, kinds, filters, limit), Question("", {}))
    vector = vector or seen_now(store, query)
    question, depth = asked(store, query, kinds), max(_LEAST_DEPTH, _DEPTH * limit)
    words = [
        _keyed(kind, ranking)
        for kind in kinds
        for ranking in _by_terms(store, kind, question, filters, depth)
    ]
    likeness = [_keyed(kind, _by_likeness(store, kind, vector, filters, depth)) for kind in kinds]
    fuse = fusion.by_likeness if vector and vector.is_strong else fusion.by_place
    best = fuse(words, likeness)[:limit]
    return Results([Found(KINDS[one.key[0]], one.key[1], one.score, one.why) for one in best], question)


def _newest(store: Store, kinds: Sequence[Kind], filters: Filters, limit: int) -> list[Found]:
    rows = [
        (moment, kind, seq)
        for kind in kinds
        for seq, moment in source_of(store, kind).newest(where_of(kind, filters), limit)
    ]
    rows.sort(key=lambda row: row[0], reverse=True)  # stable: of equals each kind keeps its own order
    return [Found(kind, seq, 0.0, "newest") for _, kind, seq in rows[:limit]]


def _by_terms(store: Store, kind: Kind, question: Question, filters: Filters, depth: int) -> list[Scored]:
    source, where, wanted = source_of(store, kind), where_of(kind, filters), question.terms[kind]
    return [source.by_words(wanted.words, where, depth), source.by_letters(wanted.pairs, where, depth)]


def _by_likeness(store: Store, kind: Kind, vector: Vector | None, filters: Filters, depth: int) -> Scored:
    if vector is None:
        return []
    where = None if filters == EVERYTHING and kind != "message" else where_of(kind, filters)
    near = store.vectors.nearest(kind, vector.values, depth, where)
    return near if vector.is_strong else [hit for hit in near if hit[1] >= LEAST_LIKENESS]


def _keyed(kind: Kind, ranking: Scored) -> list[tuple[Key, float]]:
    place = KINDS.index(kind)
    return [((place, seq), score) for seq, score in ranking]

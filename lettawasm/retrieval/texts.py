"""Searches of one kind of memory, with what was found."""

from ..schemas.filters import Filters, Vector
from ..schemas.messages import Message
from ..schemas.passages import Passage
from ..store import Store
from .hybrid import search


def passages(
    store: Store, query: str | None, filters: Filters, limit: int, vector: Vector | None = None
) -> list[tuple[Passage, float]]:
    """Passages with their scores, the best first; without a query the newest."""
    found = search(store, query, vector, kinds=("passage",), filters=filters, limit=limit).found
    known = store.archival.numbered([one.seq for one in found])
    return [(known[one.seq], one.score) for one in found]


def messages(
    store: Store, query: str | None, filters: Filters, limit: int, vector: Vector | None = None
) -> list[tuple[Message, float]]:
    """Messages with their scores, the best first; without a query the newest."""
    found = search(store, query, vector, kinds=("message",), filters=filters, limit=limit).found
    known = store.recall.numbered([one.seq for one in found])
    return [(known[one.seq], one.score) for one in found]

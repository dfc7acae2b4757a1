"""A query as the embedder sees it whose vectors serve."""

from collections.abc import Sequence
from typing import Protocol

from ..ports import Embedder
from ..schemas.filters import Vector
from ..store import Store


def seen_now(store: Store, query: str) -> Vector | None:
    """None where the embedder has to be awaited: then only words and letters count."""
    vectors = store.vectors.embed_now([query])
    return _vector(vectors[0], is_strong=False) if vectors else None


class Sight(Protocol):
    """What can ask the embedder whose vectors serve."""

    def serving(self) -> Embedder | None: ...

    async def vector_of(self, text: str) -> Sequence[float] | None:
        """None where there is no embedder, or it can't be asked now."""
        ...


async def seen(sight: Sight, query: str | None) -> Vector | None:
    """None without a query, and where nobody can tell. Search before anything else is awaited: later another
    embedder's vectors may serve.
    """
    values = await sight.vector_of(query) if query else None
    embedder = sight.serving() if values else None
    if values is None or embedder is None or len(values) != embedder.dim:
        return None
    return _vector(values, embedder.is_strong)


def _vector(values: Sequence[float], is_strong: bool) -> Vector | None:
    """A query without a known word points nowhere."""
    return Vector(values, is_strong) if any(values) else None

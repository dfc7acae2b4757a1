"""A query as the embedder sees it whose vectors serve."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..ports import Embedder
from ..store import Store


@dataclass(frozen=True, slots=True)
class Vector:
    """`is_strong` tells whether likeness alone ranks well; otherwise it is fused with words."""

    values: Sequence[float]
    is_strong: bool = False


def seen_now(store: Store, query: str) -> Vector | None:
    """None where the embedder has to be awaited: then only words and letters count."""
    vectors = store.vectors.embed_now([query])
    return _vector(vectors[0], is_strong=False) if vectors else None


async def seen(embedder: Embedder, query: str) -> Vector | None:
    """Raises LettaError as the embedder does."""
    [values] = await embedder.embed([query])
    return _vector(values, embedder.is_strong)


def _vector(values: Sequence[float], is_strong: bool) -> Vector | None:
    """A query without a known word points nowhere."""
    return Vector(values, is_strong) if any(values) else None

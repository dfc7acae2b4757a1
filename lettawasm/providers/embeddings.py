"""Texts as vectors, from a model behind any OpenAI-compatible endpoint."""

import math
from collections.abc import Iterator, Sequence

from .. import strict_json
from ..errors import Invalid, LettaError, Misconfigured
from ..model import Failed
from .openai import OpenAIProvider

BATCH = 64  # texts in a request
LONGEST = 6_000  # characters of a text, which is about what the shorter windows of such models hold
ANSWER_LIMIT = 20_000_000  # bytes

Vector = Sequence[float]


class RemoteEmbedder:
    """Implements `ports.Embedder`. A `dim` of 0 takes vectors of any length, but of one."""

    is_strong = True

    def __init__(self, server: OpenAIProvider, model: str, dim: int) -> None:
        self.handle, self.dim = f"{server.name}/{model}", dim
        self._server, self._model = server, model

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector of length 1 for each text, of which a very long one counts with its beginning."""
        vectors: list[Vector] = []
        for start in range(0, len(texts), BATCH):
            vectors += await self._ask([text[:LONGEST] for text in texts[start : start + BATCH]])
        return vectors

    def embed_now(self, texts: Sequence[str]) -> None:
        return None

    async def _ask(self, texts: list[str]) -> list[Vector]:
        body = {"model": self._model, "input": texts}
        told = await self._server.post("/embeddings", body, self._model, ANSWER_LIMIT)
        if isinstance(told, Failed):
            raise _error(told)
        try:
            vectors = list(vectors_in(strict_json.parse(told), len(texts)))
        except (ValueError, OverflowError, RecursionError):
            raise _error(self._server.unreadable(told)) from None
        dim = self.dim or len(vectors[0])
        if any(len(vector) != dim for vector in vectors):
            lengths = sorted({len(vector) for vector in vectors})
            raise Invalid(f"{self.handle} gave vectors of {lengths} numbers where {dim} were expected.")
        return vectors


def vectors_in(told: object, count: int) -> Iterator[Vector]:
    """The vectors in the order of their texts. Raises ValueError for what is no answer to so many."""
    data = told.get("data") if isinstance(told, dict) else None
    if not isinstance(data, list) or len(data) != count or not all(isinstance(each, dict) for each in data):
        raise ValueError
    places = [each.get("index", place) for place, each in enumerate(data)]
    if sorted(map(repr, places)) != sorted(map(repr, range(count))):
        raise ValueError
    for _, each in sorted(zip(places, data, strict=True), key=lambda pair: int(pair[0])):
        yield _unit(each.get("embedding"))


def _unit(numbers: object) -> Vector:
    if not isinstance(numbers, list) or not all(type(number) in (int, float) for number in numbers):
        raise ValueError
    length = math.sqrt(sum(number * number for number in numbers))
    if not 0 < length < math.inf:
        raise ValueError
    return [number / length for number in numbers]


def _error(failed: Failed) -> LettaError:
    kinds = {"bad_request": Invalid, "not_found": Invalid, "context_overflow": Invalid}
    return kinds.get(failed.kind, Misconfigured)(failed.message)

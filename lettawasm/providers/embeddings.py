"""Texts as vectors, from a model behind an HTTP API."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .. import strict_json
from ..errors import Invalid, LettaError, Misconfigured
from ..model import Failed
from .dialect import Json
from .http import HttpProvider

BATCH = 64  # texts in a request
LONGEST = 6_000  # characters of a text, which is about what the shorter windows of such models hold
ANSWER_LIMIT = 20_000_000  # bytes

Vector = Sequence[float]


@dataclass(frozen=True, slots=True)
class Form:
    """How an API is asked for the vectors of texts: where, with what, and how its answer reads as OpenAI's."""

    path: Callable[[str], str]
    body: Callable[[str, list[str]], Json]
    as_openai: Callable[[object], object] = lambda told: told


OPENAI = Form(lambda model: "/embeddings", lambda model, texts: {"model": model, "input": texts})


class RemoteEmbedder:
    """Implements `ports.Embedder`. A `dim` of 0 takes vectors of any length, but of one."""

    is_strong = True

    def __init__(self, server: HttpProvider, model: str, dim: int, form: Form = OPENAI) -> None:
        self.handle, self.dim = f"{server.name}/{model}", dim
        self._server, self._model, self._form = server, model, form

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector of length 1 for each text, of which a very long one counts with its beginning."""
        vectors: list[Vector] = []
        for start in range(0, len(texts), BATCH):
            vectors += await self._ask([text[:LONGEST] for text in texts[start : start + BATCH]])
        return vectors

    def embed_now(self, texts: Sequence[str]) -> None:
        return None

    async def _ask(self, texts: list[str]) -> list[Vector]:
        path, body = self._form.path(self._model), self._form.body(self._model, texts)
        told = await self._server.post(path, body, self._model, ANSWER_LIMIT)
        if isinstance(told, Failed):
            raise _error(told)
        try:
            vectors = list(vectors_in(self._form.as_openai(strict_json.parse(told)), len(texts)))
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

"""Texts as vectors, from a model in the tab."""

from collections.abc import Sequence

from ..errors import Invalid, Misconfigured
from ..providers.embeddings import LONGEST, vectors_in
from .port import EngineError, EnginePort

Vector = Sequence[float]


class EngineEmbedder:
    """Implements `ports.Embedder`. A `dim` of 0 takes vectors of any length, but of one."""

    is_strong = True

    def __init__(self, port: EnginePort, engine: str, model: str, dim: int) -> None:
        self.handle, self.dim = f"{engine}/{model}", dim
        self._port, self._model = port, model

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector of length 1 for each text, of which a very long one counts with its beginning."""
        vectors = [await self._vector(text[:LONGEST]) for text in texts]  # who talks meanwhile comes between
        dim = self.dim or (len(vectors[0]) if vectors else 0)
        if any(len(vector) != dim for vector in vectors):
            raise Invalid(f"{self.handle} gave vectors of another length than {dim} numbers.")
        return vectors

    def embed_now(self, texts: Sequence[str]) -> None:
        return None

    async def _vector(self, text: str) -> Vector:
        try:
            told = await self._port.ask("embed", {"model": self._model, "input": [text]})
            return next(vectors_in(told, 1))
        except EngineError as error:
            known = error.kind in ("bad_request", "not_found", "context_overflow")
            raise (Invalid if known else Misconfigured)(str(error)) from None
        except (ValueError, OverflowError):
            raise Misconfigured(
                f"{self.handle} gave no vector. Load the model again, or choose another one."
            ) from None

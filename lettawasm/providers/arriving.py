"""A provider whose code comes when it is first asked: a first answer never waits for it."""

from collections.abc import AsyncIterator, Callable, Sequence

from ..cancelling import closing
from ..errors import Misconfigured
from ..model import Failed, ModelEvent, ModelInfo, ModelRequest
from ..ports import EmbeddingProvider, Provider

_NOT_HERE = "The part of lettawasm that speaks to this model can't be fetched. Go online, then try again."


class ArrivingProvider:
    """Implements `ports.Provider` and `ports.EmbeddingProvider`. `make` may import what travels late."""

    def __init__(self, name: str, make: Callable[[], Provider]) -> None:
        self.name, self._make = name, make
        self._made: Provider | None = None

    def made(self) -> Provider:
        self._made = self._made or self._make()
        return self._made

    async def models(self) -> list[ModelInfo]:
        try:
            return await self.made().models()
        except ImportError:
            return []

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        try:
            made = self.made()
        except ImportError as error:
            yield Failed("unreachable", _NOT_HERE, detail=str(error))
            return
        async with closing(made.stream(request)) as events:
            async for event in events:
                yield event

    async def embedding_models(self) -> list[str]:
        try:
            made = self.made()
        except ImportError:
            return []
        return await made.embedding_models() if isinstance(made, EmbeddingProvider) else []

    def embedder(self, model: str, dim: int) -> "ArrivingEmbedder":
        return ArrivingEmbedder(self, model, dim)


class ArrivingEmbedder:
    """Implements `ports.Embedder` for a model of a provider that is still to come."""

    is_strong = True

    def __init__(self, provider: ArrivingProvider, model: str, dim: int) -> None:
        self.handle, self.dim = f"{provider.name}/{model}", dim
        self._provider, self._model = provider, model

    async def embed(self, texts: Sequence[str]) -> list[Sequence[float]]:
        try:
            made = self._provider.made()
        except ImportError as error:
            raise Misconfigured(_NOT_HERE) from error
        if not isinstance(made, EmbeddingProvider):
            raise Misconfigured(
                f"The provider '{self._provider.name}' has no models that make vectors of texts."
            )
        return await made.embedder(self._model, self.dim).embed(texts)

    def embed_now(self, texts: Sequence[str]) -> None:
        return None

"""Models behind any OpenAI-compatible endpoint: chat completions as a dialect, and the provider that speaks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import ModelInfo, ModelRequest
from ..ports import Embedder, Transport
from .chat_models import chat_models, embedding_models, is_list
from .chat_reply import API, decoder
from .chat_request import OPTIONAL, encode
from .dialect import Decoder, Dialect, Json
from .http import HttpProvider


@dataclass(frozen=True, slots=True)
class ChatCompletions:
    """Implements `dialect.Dialect`."""

    provider_type: str = "openai"
    api: str = API
    optional: Sequence[str] = OPTIONAL
    models_path: str = "/models"

    def path(self, model: str) -> str:
        return "/chat/completions"

    def headers(self, key: str) -> Mapping[str, str]:
        return {"authorization": f"Bearer {key}"} if key else {}

    def body(self, request: ModelRequest, refused: frozenset[str]) -> Json:
        return encode(request, refused)

    def reply(self, address: str, model: str) -> Decoder:
        return decoder(address, model)

    def is_list(self, answer: object) -> bool:
        return is_list(answer)

    def listed(self, answer: object, provider_name: str, endpoint: str) -> list[ModelInfo]:
        return chat_models(answer, provider_name, self.provider_type, endpoint)

    def next_page(self, answer: object) -> str | None:
        return None


class OpenAIProvider(HttpProvider):
    """An HttpProvider of chat completions, or of another of OpenAI's APIs. Implements `ports.EmbeddingProvider` for
    what else its server may have.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        api_key: str | None,
        transport: Transport,
        *,
        provider_type: str = "openai",
        dialect: Dialect | None = None,
        **options: Any,
    ) -> None:
        spoken = dialect or ChatCompletions(provider_type)
        super().__init__(name, base_url, api_key, transport, spoken, **options)

    async def embedding_models(self) -> list[str]:
        """The names of what turns texts into vectors there, as far as names tell it."""
        return embedding_models(await self.listed("/models"))

    def embedder(self, model: str, dim: int) -> Embedder:
        from .embeddings import RemoteEmbedder  # few spaces have one

        return RemoteEmbedder(self, model, dim)

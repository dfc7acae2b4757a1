"""Where the Responses API is. It shares its list of models with chat completions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...model import ModelInfo, ModelRequest
from ..chat_models import chat_models, is_list
from ..dialect import Decoder, Json
from .reply import API, decoder
from .request import OPTIONAL, encode


@dataclass(frozen=True, slots=True)
class Responses:
    """Implements `dialect.Dialect`. Its base URL ends in /v1."""

    provider_type: str = "openai"
    api: str = API
    optional: Sequence[str] = OPTIONAL
    models_path: str = "/models"

    def path(self, model: str) -> str:
        return "/responses"

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

"""Where the Messages API is, and what it wants of every request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ...model import ModelInfo, ModelRequest
from ..chat_models import chat_models, is_list
from ..dialect import Decoder, Json
from .reply import API, decoder
from .request import OPTIONAL, encode

VERSION = "2023-06-01"
_MODELS = "/models?limit=1000"


@dataclass(frozen=True, slots=True)
class AnthropicMessages:
    """Implements `dialect.Dialect`. Its base URL ends in /v1."""

    provider_type: str = "anthropic"
    api: str = API
    optional: Sequence[str] = OPTIONAL
    models_path: str = _MODELS

    def path(self, model: str) -> str:
        return "/messages"

    def headers(self, key: str) -> Mapping[str, str]:
        """Without the word about browsers, a page could send requests and not read the answers."""
        fixed = {"anthropic-version": VERSION, "anthropic-dangerous-direct-browser-access": "true"}
        return {**fixed, "x-api-key": key} if key else fixed

    def body(self, request: ModelRequest, refused: frozenset[str]) -> Json:
        return encode(request, refused)

    def reply(self, address: str, model: str) -> Decoder:
        return decoder(address, model)

    def is_list(self, answer: object) -> bool:
        return is_list(answer)

    def listed(self, answer: object, provider_name: str, endpoint: str) -> list[ModelInfo]:
        return chat_models(answer, provider_name, self.provider_type, endpoint)

    def next_page(self, answer: object) -> str | None:
        more = answer if isinstance(answer, dict) and answer.get("has_more") else {}
        last = more.get("last_id")
        return f"{_MODELS}&after_id={quote(last, safe='')}" if isinstance(last, str) and last else None

"""The Gemini API as a dialect. https://ai.google.dev/api/generate-content"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ...model import ModelInfo, ModelRequest
from ..chat_models import known_window
from ..decoding import JsonDecoder
from ..dialect import Decoder, Json
from ..reply import Reply
from . import request as requests
from .reply import API, GeminiReader

BASE_URL = "https://generativelanguage.googleapis.com/v1beta"
_PREFIX = "models/"
_PAGE = "/models?pageSize=1000"


@dataclass(frozen=True, slots=True)
class Gemini:
    """Implements `dialect.Dialect`. The key goes into a header, never into the address."""

    provider_type: str = "google_ai"
    api: str = API
    optional: Sequence[str] = requests.OPTIONAL
    models_path: str = _PAGE

    def path(self, model: str) -> str:
        return f"/{_PREFIX}{quote(model.removeprefix(_PREFIX))}:streamGenerateContent?alt=sse"

    def headers(self, key: str) -> Mapping[str, str]:
        return {"x-goog-api-key": key} if key else {}

    def body(self, request: ModelRequest, refused: frozenset[str]) -> Json:
        return requests.encode(request, refused)

    def reply(self, address: str, model: str) -> Decoder:
        reply = Reply(address, model)
        return JsonDecoder(reply, GeminiReader(reply), API)

    def is_list(self, answer: object) -> bool:
        return isinstance(answer, dict) and isinstance(answer.get("models"), list)

    def listed(self, answer: object, provider_name: str, endpoint: str) -> list[ModelInfo]:
        return [
            _model(entry, provider_name, self.provider_type, endpoint)
            for entry in entries(answer)
            if can(entry, "generateContent")
        ]

    def next_page(self, answer: object) -> str | None:
        token = answer.get("nextPageToken") if isinstance(answer, dict) else None
        return f"{_PAGE}&pageToken={quote(token, safe='')}" if isinstance(token, str) and token else None


def entries(answer: object) -> Iterator[Mapping[str, Any]]:
    """The models in one page of the list."""
    listed = answer.get("models") if isinstance(answer, dict) else None
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield entry


def can(entry: Mapping[str, Any], method: str) -> bool:
    """Whether a listed model answers to a method. One that tells of none is believed to."""
    methods = entry.get("supportedGenerationMethods")
    return method in methods if isinstance(methods, list) else True


def _model(entry: Mapping[str, Any], provider_name: str, provider_type: str, endpoint: str) -> ModelInfo:
    name, window, title = (
        entry["name"].removeprefix(_PREFIX),
        entry.get("inputTokenLimit"),
        entry.get("displayName"),
    )
    return ModelInfo(
        name=name,
        provider_name=provider_name,
        provider_type=provider_type,
        context_window=window if isinstance(window, int) and window > 0 else known_window(name),
        display_name=title if isinstance(title, str) else None,
        endpoint=endpoint,
    )

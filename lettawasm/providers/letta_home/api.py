"""Letta's API as a dialect, whose models are the agents of the server that speaks it.

Such an agent is sent what was said to it here since it answered last: by a person, or by another agent of this
space. Nothing of ours goes there besides: no prompt, no tools, no summary of the conversation and no reminder, since
it would keep them. Its prompt, its tools and what it remembers are its own, and stay where it lives. What it did
there is told among its thoughts.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from ...model import ChatMessage, Image, ModelInfo, ModelRequest, Text
from ..chat_models import UNKNOWN_WINDOW
from ..dialect import Decoder, Json
from ..reply import Reply
from .reply import API, LettaDecoder

BASE_URL = "https://api.letta.com/v1"
_PAGE = "/agents/?limit=50&order=desc&order_by=created_at"
_MOST_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LettaHome:
    """Implements `dialect.Dialect`."""

    provider_type: str = "letta"
    api: str = API
    optional: Sequence[str] = ()
    models_path: str = _PAGE

    def path(self, model: str) -> str:
        return f"/agents/{quote(model, safe='')}/messages/stream"

    def headers(self, key: str) -> Mapping[str, str]:
        return {"authorization": f"Bearer {key}"} if key else {}

    def body(self, request: ModelRequest, refused: frozenset[str]) -> Json:
        return {"messages": list(news(request)), "stream_tokens": True, "include_pings": True}

    def reply(self, address: str, model: str) -> Decoder:
        return LettaDecoder(Reply(address, model))

    def is_list(self, answer: object) -> bool:
        return isinstance(answer, list) and len(list(_entries(answer))) == len(answer)

    def listed(self, answer: object, provider_name: str, endpoint: str) -> list[ModelInfo]:
        return [
            ModelInfo(
                name=str(entry["id"]),
                provider_name=provider_name,
                provider_type=self.provider_type,
                context_window=_window(entry),
                display_name=str(entry.get("name") or entry["id"]),
                endpoint=endpoint,
            )
            for entry in _entries(answer)
        ]

    def next_page(self, answer: object) -> str | None:
        """A page that isn't full is the last."""
        entries = list(_entries(answer))
        return f"{_PAGE}&after={quote(str(entries[-1]['id']))}" if len(entries) >= _MOST_ON_A_PAGE else None


def news(request: ModelRequest) -> Iterator[Json]:
    """What somebody has said since the last answer. Each message has an id made of all that was said up to it, so
    that one which is sent again is known there, whatever has become of our prompt meanwhile.
    """
    seen = hashlib.sha256(request.model.encode())
    spoken: list[Json] = []
    for message in request.messages:
        if message.role == "assistant":
            spoken.clear()
        if message.role != "system":
            seen.update(json.dumps([message.role, *map(repr, message.content)]).encode())
        if message.role == "user" and not message.is_ours:
            otid = str(UUID(bytes=seen.digest()[:16], version=4))
            spoken.append({"role": "user", "content": _content(message), "otid": otid})
    yield from spoken


def _content(message: ChatMessage) -> str | list[Json]:
    if not any(isinstance(part, Image) for part in message.content):
        return message.text
    return [_part(part) for part in message.content]


def _part(part: Text | Image) -> Json:
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Image(url) if url.startswith("data:"):
            kind, _, data = url.removeprefix("data:").partition(";base64,")
            return {"type": "image", "source": {"type": "base64", "media_type": kind, "data": data}}
        case Image(url):
            return {"type": "image", "source": {"type": "url", "url": url}}


def _entries(answer: object) -> Iterator[Mapping[str, Any]]:
    for entry in answer if isinstance(answer, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            yield entry


def _window(entry: Mapping[str, Any]) -> int:
    config = entry.get("llm_config")
    window = config.get("context_window") if isinstance(config, dict) else None
    return window if isinstance(window, int) and window > 0 else UNKNOWN_WINDOW

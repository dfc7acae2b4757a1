"""The list of models as OpenAI-compatible servers give it, and the context windows they leave out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from ..model import ModelInfo

UNKNOWN_WINDOW = 32_768

# Where servers tell the window, the most specific place first: LM Studio, llama-server, vLLM, OpenRouter …
_PLACES = (
    ("loaded_context_length",),
    ("meta", "n_ctx"),
    ("meta", "n_ctx_train"),
    ("max_model_len",),
    ("context_length",),
    ("context_window",),
    ("max_context_length",),
    ("max_input_tokens",),
    ("top_provider", "context_length"),
)
_KNOWN = [
    (re.compile(pattern), window)
    for pattern, window in (
        (r"gpt-5", 400_000),
        (r"gpt-4\.1", 1_047_576),
        (r"gpt-4o|gpt-4-turbo|chatgpt-4o", 128_000),
        (r"gpt-4", 8_192),
        (r"gpt-3\.5", 16_385),
        (r"\bo[134](-|$)", 200_000),
        (r"gpt-oss", 131_072),
        (r"claude", 200_000),
        (r"gemini", 1_048_576),
        (r"deepseek", 64_000),
    )
]
_NOT_CHAT = re.compile(
    r"embed|whisper|\btts|dall-e|moderation|transcribe|realtime|-audio|image|davinci|babbage|rerank|sora",
    re.IGNORECASE,
)
_EMBEDS = re.compile(r"embed|minilm|\b(bge|gte|e5)-", re.IGNORECASE)


def is_list(answer: object) -> bool:
    """Whether an answer is a list of models as OpenAI-compatible servers give it, be it empty."""
    return isinstance(answer, dict) and any(isinstance(answer.get(name), list) for name in ("data", "models"))


def chat_models(listed: object, provider_name: str, provider_type: str, endpoint: str) -> list[ModelInfo]:
    """The models of a `GET /models` answer that hold conversations, as far as their names tell."""
    return [
        ModelInfo(
            name=str(entry["id"]),
            provider_name=provider_name,
            provider_type=provider_type,
            context_window=_told_window(entry) or known_window(str(entry["id"])),
            display_name=next(
                (n for n in (entry.get("name"), entry.get("display_name")) if _is_text(n)), None
            ),
            endpoint=endpoint,
        )
        for entry in _entries(listed)
        if not _NOT_CHAT.search(str(entry["id"]))
    ]


def embedding_models(listed: object) -> list[str]:
    """The names of those models in a list that, by their names, embed texts."""
    return [name for entry in _entries(listed) if _EMBEDS.search(name := str(entry["id"]))]


def known_window(model: str) -> int:
    """The context window of a model whose server doesn't tell it, in tokens."""
    return next((window for pattern, window in _KNOWN if pattern.search(model.lower())), UNKNOWN_WINDOW)


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def _entries(listed: object) -> Iterator[Mapping[str, Any]]:
    """What is listed, each under its `id`. A Worker lists as Letta does, and relays to its models by their handles."""
    entries = listed.get("data") if isinstance(listed, dict) else listed
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and (name := entry.get("id") or _relayed(entry)):
            yield {**entry, "id": name}


def _relayed(entry: Mapping[str, Any]) -> Any:
    return entry.get("handle") if entry.get("provider_name") != "lettawasm" else None


def _told_window(entry: Mapping[str, Any]) -> int | None:
    for place in _PLACES:
        value: Any = entry
        for name in place:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, int) and value > 0:
            return value
    return None

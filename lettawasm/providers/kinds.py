"""The types of providers, by Letta's names: where their servers usually are, and the dialect that they speak."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ..ports import Transport
from ..schemas.providers import Provider as Record
from ..schemas.providers import is_home, speaks_chat_completions
from .dialect import Dialect
from .http import HttpProvider
from .openai import ChatCompletions, OpenAIProvider


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of provider. `dialect` names the module and the class that speak it; where there is none, its servers
    are OpenAI-compatible.
    """

    base_url: str
    needs_key: bool = True
    dialect: tuple[str, str] | None = None


KINDS: Mapping[str, Kind] = {
    "openai": Kind("https://api.openai.com/v1"),
    "anthropic": Kind("https://api.anthropic.com/v1", dialect=("anthropic", "AnthropicMessages")),
    "google_ai": Kind("https://generativelanguage.googleapis.com/v1beta", dialect=("gemini", "Gemini")),
    "baseten": Kind("https://inference.baseten.co/v1"),
    "cerebras": Kind("https://api.cerebras.ai/v1"),
    "deepseek": Kind("https://api.deepseek.com/v1"),
    "fireworks": Kind("https://api.fireworks.ai/inference/v1"),
    "groq": Kind("https://api.groq.com/openai/v1"),
    "hugging-face": Kind("https://router.huggingface.co/v1"),
    "letta": Kind("https://api.letta.com/v1", needs_key=False, dialect=("letta_home", "LettaHome")),
    "llama_cpp": Kind("http://localhost:8080/v1", needs_key=False),
    "lmstudio_openai": Kind("http://localhost:1234/v1", needs_key=False),
    "minimax": Kind("https://api.minimax.io/v1"),
    "mistral": Kind("https://api.mistral.ai/v1"),
    "moonshot": Kind("https://api.moonshot.ai/v1"),
    "moonshot_coding": Kind("https://api.kimi.com/coding/v1"),
    "ollama": Kind("http://localhost:11434/v1", needs_key=False),
    "openrouter": Kind("https://openrouter.ai/api/v1"),
    "sglang": Kind("http://localhost:30000/v1", needs_key=False),
    "together": Kind("https://api.together.xyz/v1"),
    "vllm": Kind("http://localhost:8000/v1", needs_key=False),
    "xai": Kind("https://api.x.ai/v1"),
    "zai": Kind("https://api.z.ai/api/paas/v4"),
    "zai_coding": Kind("https://api.z.ai/api/coding/paas/v4"),
}
_RESPONSES = ("responses", "Responses")


def connect(record: Record, key: str | None, transport: Transport, **options: Any) -> HttpProvider:
    """What speaks to the models of a configured provider. It has asked nobody yet. `options` are the provider's."""
    at = record.name, record.base_url, key, transport
    if KINDS[record.provider_type].dialect is None:
        return OpenAIProvider(*at, dialect=dialect(record), **options)
    if record.provider_type == "google_ai":
        from .gemini.embedding import GeminiProvider

        return GeminiProvider(*at, dialect(record), **options)
    if is_home(record.provider_type):
        from .letta_home import HomeProvider

        return HomeProvider(*at, dialect(record), **options)
    return HttpProvider(*at, dialect(record), **options)


def dialect(record: Record) -> Dialect:
    """How a configured provider is spoken to."""
    if speaks_chat_completions(record):
        return ChatCompletions(record.provider_type)
    package, name = KINDS[record.provider_type].dialect or _RESPONSES
    make: Callable[[str], Dialect] = getattr(import_module(f".{package}", __package__), name)
    return make(record.provider_type)

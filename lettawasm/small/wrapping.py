"""Which way a model's calls are asked for: what is known of it beforehand, and what is learned when it refuses."""

import re
from collections.abc import AsyncGenerator, Callable
from typing import Literal
from weakref import WeakKeyDictionary

from ..cancelling import closing
from ..model import Failed, ModelEvent, ModelInfo, ModelRequest
from ..ports import Provider
from ..providers.http import HttpProvider
from ..schemas.model_options import ModelOptions
from ..schemas.providers import is_home
from .repaired_calls import RepairedCalls
from .required import RequiredCalls
from .schema_tools import SchemaTools

Way = Literal["native", "schema", "text"]

# What is known of engines and models, the first line that fits: the provider's name, the model's, and the way.
_KNOWN: tuple[tuple[str, str, Way], ...] = (
    ("webllm", r".*", "schema"),  # it refuses tools for nearly all models
    ("chrome", r".*", "schema"),  # it has none
    (
        "wllama",
        r".*(gemma-?[12]\b|tinyllama|smollm-|phi-?[23]|stablelm|olmo-?1?\b).*",
        "schema",
    ),  # no template
    ("wllama", r".*", "native"),
)
WAYS: dict[Way, Callable[[Provider], Provider]] = {
    "native": RepairedCalls,
    "schema": SchemaTools,
    "text": lambda provider: SchemaTools(provider, constrained=False),
}
# The way after one that a server refuses, and how it says that it does.
_NEXT: dict[Way, tuple[Way, re.Pattern[str]]] = {
    "native": (
        "schema",
        re.compile(r"(support|requires).{0,60}(tool|function)|(tool|function).{0,60}(support|requires)"),
    ),
    "schema": ("text", re.compile(r"response_format|schema|grammar|structured")),
}
_REFUSALS = ("bad_request", "not_found")
_learned: WeakKeyDictionary[Provider, dict[str, Way]] = WeakKeyDictionary()  # as long as a provider is held


def wrapped(provider: Provider, info: ModelInfo, options: ModelOptions | None = None) -> Provider:
    """The provider as the loop can use it, whatever this model can do. An agent that lives elsewhere calls its own
    tools, and none of ours.
    """
    if is_home(info.provider_type):
        return provider
    api = provider.provider_type if isinstance(provider, HttpProvider) else info.provider_name
    if api in ("wllama", "llama_cpp"):
        provider = RequiredCalls(provider)
    chosen = options.tool_calls if options else "auto"
    return WAYS[chosen](provider) if chosen != "auto" else _Learning(provider, _known_way(info))


def _known_way(info: ModelInfo) -> Way:
    for provider, model, way in _KNOWN:
        if info.provider_name == provider and re.fullmatch(model, info.name.lower()):
            return way
    return "native"


class _Learning:
    """Implements `ports.Provider`. A model that refuses one way is asked the next, now and from then on."""

    def __init__(self, inner: Provider, known: Way) -> None:
        self._inner, self._known = inner, known

    async def models(self) -> list[ModelInfo]:
        return await self._inner.models()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        learned = _learned.setdefault(self._inner, {})
        way: Way | None = learned.get(request.model, self._known)
        while way:
            asked, way = way, None
            async with closing(WAYS[asked](self._inner).stream(request)) as events:
                async for event in events:
                    if request.tools and (way := _after_refusal(asked, event)):
                        learned[request.model] = way
                        break
                    yield event


def _after_refusal(way: Way, event: ModelEvent) -> Way | None:
    if way not in _NEXT or not isinstance(event, Failed) or event.kind not in _REFUSALS:
        return None
    following, refusal = _NEXT[way]
    return following if refusal.search(f"{event.message} {event.detail}".lower()) else None

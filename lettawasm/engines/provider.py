"""The models of one engine in the tab, as a provider."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from ..cancelling import closing
from ..model import Done, Failed, ModelEvent, ModelInfo, ModelRequest, ToolCallDelta
from ..providers import chat_reply, sight
from ..providers.chat_request import encode
from .asked import plain
from .embedder import EngineEmbedder
from .port import Connect, EngineError, EnginePort

SMALLEST = 2_000  # tokens of context that an agent has to have
LISTING = 5.0  # seconds that an engine has to tell its models
ADDRESSES = {
    "wllama": "llama.cpp in this tab",
    "webllm": "WebLLM in this tab",
    "chrome": "Chrome's own model",
}
CALLS_TOOLS = ("wllama",)
_TOO_LONG = (
    "This conversation has grown too long for {model}. "
    "Choose a model with a larger context window, or a smaller context limit for this agent."
)


class EngineProvider:
    """Implements `ports.Provider` and `ports.EmbeddingProvider`. The engine starts when it is first asked, and loads a
    model when it is first needed, which takes as long as it takes.
    """

    def __init__(self, name: str, connect: Connect) -> None:
        self.name = name
        self._port = EnginePort(connect)

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        """Deltas, then exactly one Done or Failed."""
        reply = chat_reply.decoder(ADDRESSES.get(self.name, self.name), request.model)
        asked = request if self.name in CALLS_TOOLS else plain(request)
        try:
            async with closing(self._port.chunks("chat", encode(asked))) as chunks:
                async for chunk in chunks:
                    for event in _wanted(reply.feed(json.dumps(chunk)), request):
                        yield event
            reply.feed("[DONE]")
        except EngineError as error:
            if sight.has_pictures(request) and sight.is_blind(str(error)):
                async with closing(self.stream(sight.blinded(request))) as told:
                    async for event in told:
                        yield event
                return
            reply.fail(_failed(error, request.model))
        for event in _wanted(reply.end(), request):
            yield event

    async def models(self) -> list[ModelInfo]:
        return [
            ModelInfo(
                name=entry["name"], provider_name=self.name, provider_type=self.name, context_window=window
            )
            for entry in await self._entries("chat")
            if isinstance(window := entry.get("context"), int) and window >= SMALLEST
        ]

    async def embedding_models(self) -> list[str]:
        return [entry["name"] for entry in await self._entries("embedding")]

    def embedder(self, model: str, dim: int) -> EngineEmbedder:
        return EngineEmbedder(self._port, self.name, model, dim)

    async def _entries(self, kind: str) -> list[dict[str, Any]]:
        """What the engine has; nothing where it can't be asked."""
        try:
            async with asyncio.timeout(LISTING):
                entries = await self._port.ask("models")
        except (EngineError, TimeoutError):
            return []
        told = entries if isinstance(entries, list) else ()
        known = (entry for entry in told if isinstance(entry, dict) and isinstance(entry.get("name"), str))
        return [entry for entry in known if entry.get("kind") == kind]


def _wanted(events: list[ModelEvent], request: ModelRequest) -> list[ModelEvent]:
    """Engines call several tools also where only one call is wanted: the first one stays."""
    if request.parallel_tool_calls:
        return events
    kept = [event for event in events if not isinstance(event, ToolCallDelta) or event.index == 0]
    return [
        replace(event, tool_calls=event.tool_calls[:1]) if isinstance(event, Done) else event
        for event in kept
    ]


def _failed(error: EngineError, model: str) -> Failed:
    told = str(error)
    message = _TOO_LONG.format(model=model) if error.kind == "context_overflow" else told
    return Failed(error.kind, message, detail=told)

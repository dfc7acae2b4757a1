"""The companion as a provider: what the mind decided, streamed word by word."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache

from ...model import Done, ModelEvent, ModelInfo, ModelRequest, TextDelta, ToolCall, ToolCallDelta, Usage
from ...tokens import estimate_tokens
from .mind import decide
from .scene import read, sound

NAME, PROVIDER_NAME, CONTEXT_WINDOW = "offline", "lettawasm", 32_000
_PIECES = re.compile(r"\S+\s*|\s+")


class OfflineProvider:
    """Implements `ports.Provider` without the world: nothing it does can fail."""

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        """Deltas, then one Done."""
        reply = decide(read(request))
        for piece in _PIECES.findall(reply.text):
            yield TextDelta(piece)
            await asyncio.sleep(0)
        calls = []
        for index, (call, call_id) in enumerate(zip(reply.calls, _ids(request), strict=False)):
            arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
            yield ToolCallDelta(index, "", call_id, call.name)
            for piece in _PIECES.findall(arguments):
                yield ToolCallDelta(index, piece)
                await asyncio.sleep(0)
            calls.append(ToolCall(call_id, call.name, arguments))
        yield Done(
            text=reply.text,
            tool_calls=tuple(calls),
            finish_reason="tool_calls" if calls else "stop",
            usage=_usage(request, reply.text, calls),
        )

    async def models(self) -> list[ModelInfo]:
        return [
            ModelInfo(
                NAME, PROVIDER_NAME, "lettawasm", CONTEXT_WINDOW, display_name="Built-in companion (offline)"
            )
        ]


def _ids(request: ModelRequest) -> Iterator[str]:
    """Ids for calls: the same for the same prompt, different for any other."""
    digest = hashlib.sha256()
    for message in request.messages:
        digest.update(f"{message.role}\0{message.text}\0{message.tool_call_id}\0".encode(errors="replace"))
        digest.update("\0".join(call.id for call in message.tool_calls).encode(errors="replace"))
    number = 0
    while True:
        yield f"call_{digest.hexdigest()[:20]}{number:04d}"
        number += 1


def _usage(request: ModelRequest, text: str, calls: list[ToolCall]) -> Usage:
    said = [message.text for message in request.messages]
    called = [call for message in request.messages for call in message.tool_calls]
    tools = [f"{tool.name} {tool.description} {json.dumps(tool.parameters)}" for tool in request.tools]
    return Usage(
        prompt_tokens=sum(map(_cost, [*said, *map(_written, called), *tools])),
        completion_tokens=sum(map(_cost, [text, *map(_written, calls)])),
    )


@lru_cache(512)  # most of a prompt is what it was a step ago
def _cost(text: str) -> int:
    return estimate_tokens(sound(text))


def _written(call: ToolCall) -> str:
    return f"{call.name} {call.arguments}"

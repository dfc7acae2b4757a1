"""What tests ask of Anthropic's Messages API, and what a server makes of it that refuses things."""

import json
from typing import Any

from lettawasm.model import ModelEvent, ModelRequest
from lettawasm.providers.anthropic.request import encode
from tests.core.providers.spoken import APIS, Answer, Server, provider

[ANTHROPIC] = (api for api in APIS if api.name == "anthropic")


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def turns(request: ModelRequest) -> list[tuple[str, Any]]:
    """Who says what, without marks of the cache."""
    body = encode(request, frozenset({"cache_control"}))
    return [(message["role"], message["content"]) for message in body["messages"]]


def refusal(message: str) -> Answer:
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": message}}
    return Answer([json.dumps(error).encode()], 400)


async def learned(request: ModelRequest, *refusals: str) -> list[Any]:
    """The requests that a server gets which refuses the first ones."""
    server = Server(*map(refusal, refusals), Answer([ANTHROPIC.stream("text")]))
    events: list[ModelEvent] = [event async for event in provider(ANTHROPIC, server).stream(request)]
    assert len(events) > 1
    return server.bodies

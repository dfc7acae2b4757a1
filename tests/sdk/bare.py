"""The SDK's bare requests, for what it has no method for."""

from typing import Any

from letta_client import Letta


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def post(letta: Letta, path: str, body: dict[str, Any]) -> Any:
    return letta.post(path, cast_to=object, body=body)


def patch(letta: Letta, path: str, body: dict[str, Any]) -> Any:
    return letta.patch(path, cast_to=object, body=body)


def put(letta: Letta, path: str, body: dict[str, Any]) -> Any:
    return letta.put(path, cast_to=object, body=body)

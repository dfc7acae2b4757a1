"""JSON-RPC 2.0 as MCP speaks it: requests out, answers in. No I/O."""

import json
from typing import Any

from .. import strict_json


class BadAnswer(Exception):
    """What came back is no answer to the request."""


class Refusal(Exception):
    """The server answered with an error of its own."""


def request(number: int, method: str, params: dict[str, Any]) -> bytes:
    return _encode({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def notification(method: str) -> bytes:
    return _encode({"jsonrpc": "2.0", "method": method})


def result_in(text: bytes | str, number: int) -> dict[str, Any] | None:
    """The result of request `number` if `text` is its answer; None for a message about something else.

    Raises BadAnswer for what is no JSON-RPC, Refusal for an error.
    """
    try:
        messages = strict_json.loads(text)
    except ValueError as error:
        raise BadAnswer(f"It is no JSON ({error}).") from None
    for message in messages if isinstance(messages, list) else [messages]:
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            raise BadAnswer("It is JSON, but no JSON-RPC 2.0.")
        if "method" in message or message.get("id") not in (number, None):
            continue
        if isinstance(problem := message.get("error"), dict):
            raise Refusal(str(problem.get("message") or problem.get("code") or "an error without words"))
        if message.get("id") == number and isinstance(message.get("result"), dict):
            return dict(message["result"])
        raise BadAnswer("It has neither a result nor an error.")
    return None


def _encode(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()

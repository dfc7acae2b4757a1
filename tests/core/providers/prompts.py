"""Prompts that exercise what APIs say differently."""

from typing import Any

from lettawasm.model import ChatMessage, Image, ModelRequest, Text, ToolCall
from tests.core.providers.spoken import ROLL

SYSTEM = ChatMessage("system", (Text("Be kind."),))
PICTURE = Image("data:image/png;base64,AA==")
LINKED = Image("https://pictures.test/a.png")
DIE = {"type": "object", "properties": {"sides": {"type": "integer"}}, "required": ["sides"]}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "die", "schema": DIE}}


def asked(*messages: ChatMessage, **fields: Any) -> ModelRequest:
    """A request with a tool, and with a person's word where no message is given."""
    return ModelRequest("model", messages or (said("hi"),), **{"tools": (ROLL,), **fields})


def said(*parts: str | Image) -> ChatMessage:
    return ChatMessage("user", tuple(Text(part) if isinstance(part, str) else part for part in parts))


def replied(text: str = "", *calls: ToolCall, **fields: Any) -> ChatMessage:
    return ChatMessage("assistant", (Text(text),) if text else (), calls, **fields)


def called(call_id: str, arguments: str = '{"sides": 6}') -> ToolCall:
    return ToolCall(call_id, "roll", arguments)


def returned(call_id: str | None, text: str = "4") -> ChatMessage:
    return ChatMessage("tool", (Text(text),), tool_call_id=call_id)

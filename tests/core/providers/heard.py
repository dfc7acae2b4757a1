"""What was heard of a reply, and what every reply has in common."""

from lettawasm.model import (
    ChatMessage,
    Done,
    Failed,
    ModelEvent,
    ModelRequest,
    Text,
    TextDelta,
    ToolCallDelta,
)
from tests.core.small import INSERT, SEARCH

ASKED = ModelRequest(
    "model",
    (ChatMessage("system", (Text("Be kind."),)), ChatMessage("user", (Text("I am Ada."),))),
    tools=(INSERT, SEARCH),
    parallel_tool_calls=True,
)


def ended(events: list[ModelEvent]) -> Done | Failed:
    """How a reply ended: once, and with what was told on the way."""
    *before, last = events
    assert isinstance(last, Done | Failed)
    assert not any(isinstance(event, Done | Failed) for event in before)
    repr(events).encode()  # nowhere half a character
    if isinstance(last, Done):
        assert said(events) == last.text
        assert called(events) == [(call.id, call.name, call.arguments) for call in last.tool_calls]
    return last


def said(events: list[ModelEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def called(events: list[ModelEvent]) -> list[tuple[str, str, str]]:
    calls: dict[int, tuple[str, str, str]] = {}
    for event in events:
        if isinstance(event, ToolCallDelta):
            call_id, name, arguments = calls.get(event.index, (event.id or "", event.name or "", ""))
            calls[event.index] = call_id, name, arguments + event.arguments
    return [(call_id, name, arguments or "{}") for call_id, name, arguments in calls.values()]

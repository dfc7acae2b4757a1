"""A model that answers in pieces of any size, and what its listeners hear."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from lettawasm.model import (
    ChatMessage,
    Done,
    Failed,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    Text,
    TextDelta,
    ToolCallDelta,
    ToolSpec,
    Usage,
)
from lettawasm.ports import Provider

INSERT = ToolSpec(
    "memory_insert",
    "Insert text into a memory block.",
    {
        "type": "object",
        "properties": {
            "label": {"type": "string", "description": "The block."},
            "new_string": {"type": "string", "description": "The text."},
            "insert_line": {"type": "integer", "description": "Where."},
        },
        "required": ["label", "new_string"],
    },
)
SEARCH = ToolSpec(
    "conversation_search",
    "Search the conversation.",
    {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
)
ASKED = ModelRequest(
    "tiny",
    (ChatMessage("system", (Text("Be kind."),)), ChatMessage("user", (Text("I am Ada."),))),
    tools=(INSERT, SEARCH),
)


@dataclass(eq=False)
class Speaker:
    """Answers each question with the next reply, `size` signs at a time."""

    replies: Sequence[str | Done | Failed]
    size: int = 3
    name: str = "mine"
    requests: list[ModelRequest] = field(default_factory=list)

    async def models(self) -> list[ModelInfo]:
        return [ModelInfo("tiny", self.name, "openai", 32_000)]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        self.requests.append(request)
        reply = self.replies[len(self.requests) - 1]
        if isinstance(reply, Failed):
            yield reply
            return
        done = reply if isinstance(reply, Done) else Done(text=reply, usage=Usage(10, 5))
        for at in range(0, len(done.text), self.size):
            yield TextDelta(done.text[at : at + self.size])
        for number, call in enumerate(done.tool_calls):
            yield ToolCallDelta(number, call.arguments, call.id, call.name)
        yield done


@dataclass
class Heard:
    """A whole reply. Its deltas and its Done tell the same; that is checked when it is made."""

    events: list[ModelEvent]
    done: Done
    text: str
    calls: list[tuple[str, str]]
    pieces: list[str]


async def heard(provider: Provider, request: ModelRequest = ASKED) -> Heard:
    events = [event async for event in provider.stream(request)]
    *_, done = events
    assert isinstance(done, Done)
    pieces = [event.text for event in events if isinstance(event, TextDelta)]
    assert "".join(pieces) == done.text
    assert _assembled(events) == [(call.id, call.name, call.arguments) for call in done.tool_calls]
    calls = [(call.name, call.arguments) for call in done.tool_calls]
    return Heard(events, done, done.text, calls, pieces)


def _assembled(events: Sequence[ModelEvent]) -> list[tuple[str, str, str]]:
    calls: dict[int, list[str]] = {}
    for event in events:
        if isinstance(event, ToolCallDelta):
            call = calls.setdefault(event.index, [event.id or "", event.name or "", ""])
            call[2] += event.arguments
    return [(call_id, name, arguments) for call_id, name, arguments in calls.values()]

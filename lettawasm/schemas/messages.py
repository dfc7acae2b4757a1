"""Messages as they are kept, and how they are looked for."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from ..model import Image, Text, ToolCall
from .base import DEFAULT, Shape
from .base import Text as SafeText

MessageRole = Literal["system", "user", "assistant", "tool", "approval", "summary"]

MessageType = Literal[
    "system_message",
    "user_message",
    "assistant_message",
    "reasoning_message",
    "hidden_reasoning_message",
    "tool_call_message",
    "tool_return_message",
    "approval_request_message",
    "approval_response_message",
    "summary_message",
    "event_message",
]


@dataclass(frozen=True, slots=True)
class ToolReturn:
    """What a tool said. `text` is what the model reads. A call that was refused has a return too, but never `ran`."""

    tool_call_id: str
    name: str
    text: str
    is_error: bool = False
    stderr: str | None = None
    stdout: str | None = None
    ran: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of an agent's recall memory. `seq` is 0 until it is stored.

    `waits_for` are the ids of the calls that only go on with somebody's word; `approvals` is such a word, as it came.
    `signature` is what the model that said this wants back with it.
    """

    id: str
    agent_id: str
    role: MessageRole
    created_at: str
    content: tuple[Text | Image, ...] = ()
    reasoning: str = ""
    signature: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    tool_returns: tuple[ToolReturn, ...] = ()
    waits_for: tuple[str, ...] = ()
    approvals: tuple[dict[str, Any], ...] = ()
    name: str | None = None
    sender_id: str | None = None
    model: str | None = None
    otid: str | None = None
    run_id: str | None = None
    step_id: str | None = None
    conversation_id: str = DEFAULT
    tokens: int = 0
    seq: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.content if isinstance(part, Text))


class MessageSearch(Shape):
    query: SafeText
    agent_id: str | None = None
    conversation_id: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    search_mode: Literal["vector", "fts", "hybrid"] = "hybrid"
    start_date: str | None = None
    end_date: str | None = None

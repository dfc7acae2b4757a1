"""Messages: as they are sent to an agent, and as they are kept."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

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
    """

    id: str
    agent_id: str
    role: MessageRole
    created_at: str
    content: tuple[Text | Image, ...] = ()
    reasoning: str = ""
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


class TextPart(Shape):
    type: Literal["text"] = "text"
    text: SafeText


class ImageSource(Shape):
    type: Literal["url", "base64", "letta"]
    url: str | None = None
    data: str | None = None
    media_type: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> "ImageSource":
        if self.type == "url" and not self.url:
            raise ValueError("an image of type 'url' needs a url")
        if self.data is None and self.type != "url":
            raise ValueError("an image needs its data")
        return self

    def as_url(self) -> str:
        return self.url or f"data:{self.media_type or 'image/png'};base64,{self.data}"


class ImagePart(Shape):
    type: Literal["image"]
    source: ImageSource


Part = Annotated[TextPart | ImagePart, Field(discriminator="type")]


class MessageCreate(Shape):
    """A message that someone sends. Its `otid` makes sending it twice the same as sending it once."""

    type: Literal["message"] | None = "message"
    role: Literal["user", "system", "assistant"]
    content: SafeText | list[Part]
    name: str | None = None
    otid: Annotated[SafeText, Field(max_length=200)] | None = None
    sender_id: str | None = None

    def parts(self) -> tuple[Text | Image, ...]:
        if isinstance(self.content, str):
            return (Text(self.content),)
        return tuple(
            Text(p.text) if isinstance(p, TextPart) else Image(p.source.as_url()) for p in self.content
        )


class Approval(Shape):
    """A person's word on a tool call."""

    type: Literal["approval"] = "approval"
    tool_call_id: str
    approve: bool
    reason: SafeText | None = None


class ClientReturn(Shape):
    """What the client's own tool returned."""

    type: Literal["tool"] = "tool"
    tool_call_id: str
    tool_return: SafeText | list[Part]
    status: Literal["success", "error"]
    stdout: list[SafeText] | None = None
    stderr: list[SafeText] | None = None

    @property
    def text(self) -> str:
        """What the model reads. It can't be shown pictures here, but is told of them."""
        if isinstance(self.tool_return, str):
            return self.tool_return
        return "\n".join(p.text if isinstance(p, TextPart) else "[a picture]" for p in self.tool_return)


Verdict = Approval | ClientReturn
_Verdict = Annotated[
    Annotated[Approval, Tag("approval")] | Annotated[ClientReturn, Tag("tool")],
    Discriminator(lambda value: _kind(value, "approval")),
]


class _Answer(Shape):
    otid: Annotated[SafeText, Field(max_length=200)] | None = None


class ApprovalCreate(_Answer):
    """The answer to a request for approval: a verdict for each call, or one for all in the old form."""

    type: Literal["approval"]
    approvals: list[_Verdict] | None = None
    approve: bool | None = None
    approval_request_id: str | None = None
    reason: SafeText | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ApprovalCreate":
        if not self.approvals and self.approve is None:
            raise ValueError("an approval needs approvals, or approve with an approval_request_id")
        return self


class ToolReturnCreate(_Answer):
    """The returns of tools that the client runs."""

    type: Literal["tool_return"]
    tool_returns: Annotated[list[ClientReturn], Field(min_length=1)]


def _kind(value: Any, default: str) -> str:
    found = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return str(found or default)


Answer = ApprovalCreate | ToolReturnCreate
_Sent = Annotated[
    Annotated[MessageCreate, Tag("message")]
    | Annotated[ApprovalCreate, Tag("approval")]
    | Annotated[ToolReturnCreate, Tag("tool_return")],
    Discriminator(lambda value: _kind(value, "message")),
]


class ClientTool(Shape):
    """A tool that the client runs."""

    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    description: SafeText | None = None
    parameters: dict[str, Any] | None = None


class ClientSkill(Shape):
    """Something that the client's surroundings can do, and where the agent finds out how."""

    name: SafeText
    description: SafeText
    location: SafeText


class TurnRequest(Shape):
    """The body of POST /v1/agents/{id}/messages and of its streaming forms."""

    messages: list[_Sent] | None = None
    input: SafeText | list[Part] | None = None
    otid: SafeText | None = None
    max_steps: Annotated[int, Field(ge=1, le=1_000)] = 50
    streaming: bool = False
    stream_tokens: bool = False
    background: bool = False
    include_pings: bool = True
    include_return_message_types: list[MessageType] | None = None
    include_compaction_messages: bool = False
    use_assistant_message: bool = True
    assistant_message_tool_name: str = "send_message"
    assistant_message_tool_kwarg: str = "message"
    override_model: str | None = None
    override_system: SafeText | None = None
    client_tools: list[ClientTool] | None = None
    client_skills: list[ClientSkill] | None = None

    @model_validator(mode="after")
    def _one_input(self) -> "TurnRequest":
        if self.messages is None and self.input is None:
            raise ValueError("Must specify either 'input' or 'messages'.")
        if self.messages is not None and self.input is not None:
            raise ValueError("Cannot specify both 'input' and 'messages'. Use one or the other.")
        if any(not isinstance(message, MessageCreate) for message in (self.messages or ())[1:]):
            raise ValueError(
                "An answer to tool calls must be the first of the messages, and the only one of its kind."
            )
        return self

    def all_messages(self) -> list[MessageCreate]:
        """The messages of the request, without an answer to calls that wait."""
        if self.messages is not None:
            return [message for message in self.messages if isinstance(message, MessageCreate)]
        assert self.input is not None
        return [MessageCreate(role="user", content=self.input, otid=self.otid)]

    def answer(self) -> Answer | None:
        """The answer to calls that wait, which comes before any message."""
        first = self.messages[0] if self.messages else None
        return None if isinstance(first, MessageCreate) else first

    @property
    def known_as(self) -> str | None:
        """The name by which a client that sends this again makes itself known: the otid of what it sends last."""
        last = self.messages[-1] if self.messages else None
        return self.otid if last is None else last.otid


class ConversationTurn(TurnRequest):
    """The body of POST /v1/conversations/{id}/messages, which streams unless told not to."""

    agent_id: str | None = None
    streaming: bool = True


class MessageSearch(Shape):
    query: SafeText
    agent_id: str | None = None
    conversation_id: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    search_mode: Literal["vector", "fts", "hybrid"] = "hybrid"
    start_date: str | None = None
    end_date: str | None = None

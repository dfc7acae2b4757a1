"""What is sent to an agent: messages, the word on calls that wait, and how the turn is to go."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from ..model import Image, Text
from .approvals import Answer, ApprovalCreate, ToolReturnCreate, kind
from .base import Shape
from .base import Text as SafeText
from .content import Part, TextPart
from .messages import MessageType


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


_Sent = Annotated[
    Annotated[MessageCreate, Tag("message")]
    | Annotated[ApprovalCreate, Tag("approval")]
    | Annotated[ToolReturnCreate, Tag("tool_return")],
    Discriminator(lambda value: kind(value, "message")),
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

"""What travels between the loop and a language model: plain values, no I/O, no provider's dialect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture shown to the model: a URL, or a `data:` URL with base64 bytes in it."""

    url: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call as the model wrote it. `arguments` is its raw text: usually a JSON object, not always. `signature` is as
    that of a message.
    """

    id: str
    name: str
    arguments: str
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of the prompt. A `tool` message answers the call `tool_call_id`.

    `signature` is what the model that wrote this message wants back with it. Nobody else can read it. One that
    `is_ours` was said by nobody: a summary, or a reminder.
    """

    role: Role
    content: tuple[Text | Image, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    reasoning: str = ""
    signature: str | None = None
    is_ours: bool = False

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.content if isinstance(part, Text))


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it; `parameters` is a JSON Schema object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A wish that the model thinks before it answers: as hard as `effort` says (none, minimal, low, medium, high,
    xhigh, max), and in `max_tokens` tokens at most.
    """

    effort: str | None = None
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call of a model. `tool_choice` is auto, none, required, or the name of the one tool to call.
    `response_format` is in the shape of OpenAI's chat completions.
    """

    model: str
    messages: tuple[ChatMessage, ...]
    tools: tuple[ToolSpec, ...] = ()
    tool_choice: str = "auto"
    parallel_tool_calls: bool = False
    temperature: float | None = None
    max_tokens: int | None = None
    response_format: Mapping[str, Any] | None = None
    reasoning: Reasoning | None = None
    top_p: float | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one model call, or their sum over several; and what it cost, as far as servers told that."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    dollars: float | None = None

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_input_tokens + other.cached_input_tokens,
            self.cache_write_tokens + other.cache_write_tokens,
            self.reasoning_tokens + other.reasoning_tokens,
            self.dollars if other.dollars is None else (self.dollars or 0) + other.dollars,
        )


# What a provider streams: any number of deltas, then exactly one Done or one Failed.


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """The next piece of the call number `index`; `id` and `name` come with its first piece."""

    index: int
    arguments: str = ""
    id: str | None = None
    name: str | None = None


FinishReason = Literal["stop", "length", "tool_calls", "content_filter", "refusal"]


@dataclass(frozen=True, slots=True)
class Done:
    """The whole reply, complete and in order. `signature` is for the message that it becomes."""

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: FinishReason = "stop"
    usage: Usage = field(default_factory=Usage)
    signature: str | None = None


FailureKind = Literal[
    "unreachable",  # refused, DNS, CORS, offline
    "timeout",
    "cut_off",  # the connection ended in the middle of a reply
    "garbage",  # an answer that is not what the API promises
    "auth",
    "quota",
    "not_found",
    "bad_request",
    "context_overflow",
    "rate_limited",
    "server_error",
    "locked",  # its key lies in the vault
]


@dataclass(frozen=True, slots=True)
class Failed:
    """The model gave no usable reply. `message` is a sentence a person can act on; `detail` is for the log."""

    kind: FailureKind
    message: str
    detail: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that can be chosen. Its handle is `{provider_name}/{name}`."""

    name: str
    provider_name: str
    provider_type: str
    context_window: int
    display_name: str | None = None
    endpoint: str | None = None

    @property
    def handle(self) -> str:
        return f"{self.provider_name}/{self.name}"


@dataclass(frozen=True, slots=True)
class FellBack:
    """`failed` gave no reply, for the reason in `why`, so `model` is asked instead. It comes before any delta."""

    failed: ModelInfo
    why: Failed
    model: ModelInfo


ModelEvent = TextDelta | ReasoningDelta | ToolCallDelta | FellBack | Done | Failed

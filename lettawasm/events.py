"""What a turn streams. Everything else (JSON answers, SSE, runs, tests) is a fold over these."""

from dataclasses import dataclass

from .model import FellBack, ReasoningDelta, TextDelta, ToolCallDelta, Usage
from .schemas.messages import Message
from .schemas.runs import StopReason


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of the message `message_id`, which is still being written and not stored yet.

    `asks` for a piece of a call that will wait for somebody's word.
    """

    message_id: str
    step_id: str
    date: str
    piece: TextDelta | ReasoningDelta | ToolCallDelta
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A whole message that is in the database now."""

    message: Message


@dataclass(frozen=True, slots=True)
class Compacting:
    """The context is too long: a summary of its oldest part is being written, and comes as a Stored message."""

    id: str
    date: str
    step_id: str
    trigger: str
    tokens: int
    context_window: int


@dataclass(frozen=True, slots=True)
class Switched:
    """Another model is asked in a step, since the one before it gave no reply."""

    step_id: str
    date: str
    note: FellBack


@dataclass(frozen=True, slots=True)
class ErrorInfo:
    """Letta's error object. `status` is what a JSON answer would carry."""

    type: str
    message: str
    detail: str
    status: int = 500

    def wire(self) -> dict[str, str]:
        return {"type": self.type, "message": self.message, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Stopped:
    """The end of every turn, and the last of its events."""

    reason: StopReason
    usage: Usage
    steps: int
    context_tokens: int = 0
    error: ErrorInfo | None = None


def told(note: FellBack) -> dict[str, str]:
    """Which model gave no reply, why, and which one was asked instead: for a person."""
    return {
        "from": note.failed.handle,
        "to": note.model.handle,
        "reason": note.why.kind,
        "message": note.why.message,
    }


Event = Delta | Stored | Compacting | Switched | Stopped

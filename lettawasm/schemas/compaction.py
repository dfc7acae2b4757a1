"""How a context makes room: what may be asked for, and what is answered."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from .base import Shape, Text
from .model_settings import ModelSettings

Mode = Literal["sliding_window", "all", "self_compact_sliding_window", "self_compact_all"]


class CompactionSettings(Shape):
    """`model` is who writes the summary: the agent's own model, unless another is named. With a self_compact mode
    it is the agent itself, with its whole prompt before its eyes. The sliding modes let go of the oldest messages:
    `sliding_window_percentage` of them, and as many more as it takes to free that share of the window.
    """

    mode: Mode = "sliding_window"
    model: str | None = None
    model_settings: ModelSettings | None = None
    prompt: Annotated[Text, Field(max_length=100_000)] | None = None
    prompt_acknowledgement: bool = False
    clip_chars: Annotated[int, Field(ge=1)] | None = 50_000
    sliding_window_percentage: Annotated[float, Field(gt=0, le=1)] = 0.3

    @property
    def slides(self) -> bool:
        return self.mode in ("sliding_window", "self_compact_sliding_window")

    @property
    def by_itself(self) -> bool:
        """Whether the agent writes its own summary."""
        return self.mode in ("self_compact_sliding_window", "self_compact_all")

    @classmethod
    def of(cls, stored: dict[str, Any] | None) -> "CompactionSettings":
        """What was stored, or came in a file. What makes no sense counts as unsaid: a turn must not fail for it."""
        try:
            return cls.model_validate(stored or {})
        except ValidationError:
            return cls()


class CompactionRequest(Shape):
    """The body of a request to compact."""

    agent_id: str | None = None
    compaction_settings: CompactionSettings | None = None


class CompactionResponse(Shape):
    summary: str
    num_messages_before: int
    num_messages_after: int

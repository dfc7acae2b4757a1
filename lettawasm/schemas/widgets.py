"""Tokens of widgets: what a page elsewhere may let its visitors do with one agent."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, field_validator

from .. import clock
from .base import Name, Shape

_AGENT_ID = "^agent-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_ORIGIN = r"^https?://[^\sA-Z/?#@,*]+$"  # as browsers write it
ANY = "*"

Origin = Annotated[str, Field(pattern=_ORIGIN, max_length=256)]
PageTool = Annotated[str, Field(pattern=r"^(\*|[a-zA-Z0-9_-]{1,64})$")]
SharedMemory = Literal["none", "shared"]


class WidgetRules(Shape):
    """`tools` are the names of tools that a page may bring along and run itself, `*` meaning any. With `memory` none
    a visitor's words reach no memory of the agent's; shared, they reach what every visitor shares.
    """

    name: Name = "widget"
    origins: Annotated[list[Origin], Field(min_length=1, max_length=50)]
    tools: Annotated[list[PageTool], Field(max_length=50)] = Field(default_factory=list)
    memory: SharedMemory = "none"
    messages_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 300  # of all visitors together
    visitor_messages_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 60
    expires_at: str | None = None

    @field_validator("expires_at")
    @classmethod
    def _is_a_time(cls, text: str | None) -> str | None:
        return clock.parse(text) if text else None


class WidgetTokenCreate(WidgetRules):
    """A field that isn't known is refused: it may have meant a restriction."""

    model_config = ConfigDict(extra="forbid")

    agent_id: Annotated[str, Field(pattern=_AGENT_ID)]


class WidgetToken(WidgetRules):
    """A token as it is listed. Its text is told once, when it is made."""

    id: str
    agent_id: str
    created_at: str
    visitors: int = 0

    def is_good(self, now: str) -> bool:
        return self.expires_at is None or now < self.expires_at

    def takes(self, tool: str) -> bool:
        return tool in self.tools or ANY in self.tools

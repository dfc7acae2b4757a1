"""Searching all of memory at once. An extension of lettawasm's."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from .. import clock
from .base import Shape, Text
from .filters import Filters
from .passages import Tags

Kind = Literal["block", "passage", "message"]
Why = Literal["words", "likeness", "both", "newest"]
KINDS: tuple[Kind, ...] = ("block", "passage", "message")

MOST_PATTERN_BYTES = 50  # what a Durable Object's SQLite takes


def _pattern(value: str) -> str:
    if len(value.encode()) > MOST_PATTERN_BYTES:
        raise ValueError(f"a pattern has at most {MOST_PATTERN_BYTES} bytes")
    return value


Pattern = Annotated[Text, Field(min_length=1), AfterValidator(_pattern)]
Few = Field(max_length=50)


class MemorySearch(Shape):
    """Without a query the newest come first."""

    query: Text | None = None
    kinds: Annotated[list[Kind], Field(min_length=1, default_factory=lambda: list(KINDS))]
    agent_id: Text | None = None
    archive_ids: Annotated[list[Text] | None, Few] = None
    conversation_id: Text | None = None
    labels: Annotated[list[Pattern] | None, Few] = None
    tags: Annotated[Tags | None, Few] = None
    tag_match_mode: Literal["any", "all"] = "any"
    source: Text | None = None
    project_id: Text | None = None
    start_date: str | None = None
    end_date: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 10

    @property
    def filters(self) -> Filters:
        return Filters(
            agent_id=self.agent_id,
            archive_ids=tuple(self.archive_ids or ()),
            conversation_id=self.conversation_id,
            labels=tuple(self.labels or ()),
            tags=tuple(dict.fromkeys(self.tags or ())),
            match_all_tags=self.tag_match_mode == "all",
            source=self.source,
            project_id=self.project_id,
            start=clock.parse(self.start_date) if self.start_date else None,
            end=clock.parse(self.end_date, end=True) if self.end_date else None,
        )


class MemoryHit(Shape):
    """Something that was found. `marks` are pairs of places in `text` between which a word or a letter matches; `text`
    is a part of the whole, from its place `offset` on, where that is long.
    """

    kind: Kind
    id: str
    text: str
    offset: int
    marks: list[tuple[int, int]]
    score: float
    why: Why
    created_at: str
    about: dict[str, Any]

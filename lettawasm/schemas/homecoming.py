"""Imports and migrations as they are recorded, and what may be asked of a migration."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from .base import Shape, Text

HomecomingKind = Literal["import", "migration"]
HomecomingState = Literal["running", "completed", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class Homecoming:
    """`source` says of what comes with it where it is from; `report` is what there is to tell so far."""

    id: str
    seq: int
    kind: HomecomingKind
    source: str
    state: HomecomingState
    report: dict[str, Any]
    created_at: str
    updated_at: str

    def wire(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "source": self.source,
            "state": self.state,
            **self.report,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }


Token = Annotated[Text, Field(max_length=4_000)]


class MigrationCreate(Shape):
    """`token` is used and not kept; to go on later, it has to be given again."""

    base_url: Annotated[Text, Field(min_length=1, max_length=2_000, pattern=r"^https?://[^\s?#@]+$")]
    token: Token | None = None
    agent_ids: Annotated[list[Text], Field(max_length=1_000)] | None = None
    dry_run: bool = False


class MigrationResume(Shape):
    token: Token | None = None

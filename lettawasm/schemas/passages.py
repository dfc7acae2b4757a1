"""Archival memory: passages."""

from typing import Annotated, Any

from pydantic import Field

from .base import ORGANIZATION_ID, USER_ID, Changes, Shape, Text

Tags = list[Annotated[Text, Field(min_length=1, max_length=200)]]


class PassageCreate(Shape):
    text: Annotated[Text, Field(min_length=1)]
    tags: Tags | None = None
    created_at: str | None = None
    metadata: dict[str, Any] | None = None


class PassageBatch(Shape):
    passages: Annotated[list[PassageCreate], Field(min_length=1)]


class PassageUpdate(Changes):
    """A PATCH body, lettawasm's own: what isn't sent stays."""

    text: Annotated[Text, Field(min_length=1)] | None = None
    tags: Tags | None = None
    metadata: dict[str, Any] | None = None


class Passage(Shape):
    id: str
    text: str
    archive_id: str
    tags: list[str]
    metadata: dict[str, Any]
    created_at: str
    updated_at: str
    embedding: list[float] | None = None
    embedding_config: dict[str, Any] | None = None
    source_id: str | None = None
    file_id: str | None = None
    file_name: str | None = None
    is_deleted: bool = False
    organization_id: str = ORGANIZATION_ID
    created_by_id: str = USER_ID
    last_updated_by_id: str = USER_ID


class PassageSearch(Shape):
    query: Text | None = None
    agent_id: str | None = None
    archive_id: str | None = None
    tags: Tags | None = None
    tag_match_mode: Annotated[str, Field(pattern="^(any|all)$")] = "any"
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    start_date: str | None = None
    end_date: str | None = None

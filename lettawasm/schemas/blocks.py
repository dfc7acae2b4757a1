"""Core memory blocks."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from .base import Changes, Shape, Text

DEFAULT_LIMIT = 100_000
MAX_LIMIT = 1_000_000

_BAD_IN_LABEL = re.compile(r"[<>&\s\x00-\x1f]")


def _label(value: str) -> str:
    if _BAD_IN_LABEL.search(value):
        raise ValueError("a label is an XML tag in the prompt: no spaces, no <, > or &")
    return value


Label = Annotated[Text, Field(min_length=1, max_length=100), AfterValidator(_label)]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]


class BlockExtras(Shape):
    """Fields that lettawasm keeps for the API's sake and gives no meaning of its own."""

    project_id: str | None = None
    template_name: str | None = None
    is_template: bool = False
    template_id: str | None = None
    base_template_id: str | None = None
    deployment_id: str | None = None
    entity_id: str | None = None
    preserve_on_migration: bool | None = False
    hidden: bool | None = None
    metadata: dict[str, Any] | None = Field(default_factory=dict)
    tags: list[str] | None = Field(default_factory=list)


class BlockCreate(BlockExtras):
    label: Label
    value: Text
    limit: Limit = DEFAULT_LIMIT
    description: Text | None = None
    read_only: bool = False


class BlockUpdate(Changes, BlockExtras):
    label: Label | None = None
    value: Text | None = None
    limit: Limit | None = None
    description: Text | None = None
    read_only: bool | None = None


class BlockEdit(BlockUpdate):
    """`if_value` is lettawasm's own: what the value must still be, or nothing is changed."""

    if_value: Text | None = None


class Block(BlockExtras):
    id: str
    label: str
    value: str
    limit: int
    description: str | None = None
    read_only: bool = False
    created_by_id: str | None = None
    last_updated_by_id: str | None = None


class BlockVersion(Shape):
    """One change of a block: `before` is null when it was made, `after` when it was deleted.

    An extension of lettawasm's: Letta's API shows no history.
    """

    id: str
    block_id: str
    label: str
    version: int
    before: str | None
    after: str | None
    actor: str
    agent_id: str | None
    run_id: str | None
    step_id: str | None
    tool_call_id: str | None
    created_at: str

"""Projects: what people work on, and where. Extensions of lettawasm's; Letta's API knows their ids alone."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from . import places
from .base import Changes, Name, Shape, Text
from .blocks import Block, Label
from .rendering import Variables

Path = Annotated[Text, AfterValidator(places.path)]
Origin = Annotated[Text, AfterValidator(places.origin)]

Scope = Literal["global", "project"]


class ProjectCreate(Shape):
    name: Name
    path: Path | None = None
    origin: Origin | None = None
    description: Text | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> "ProjectCreate":
        if self.path is None and self.origin is None:
            raise ValueError("a project has a path or an origin")
        return self


class ProjectUpdate(Changes):
    name: Name | None = None
    path: Path | None = None
    origin: Origin | None = None
    description: Text | None = None
    archived: bool | None = None


class Project(Shape):
    id: str
    name: str
    path: str | None = None
    origin: str | None = None
    description: str | None = None
    archived: bool = False
    created_at: str
    updated_at: str


class DefaultBlocks(Shape):
    """Which blocks to make from templates, and what their texts' variables are."""

    labels: Annotated[list[Label], Field(max_length=50)] | None = None
    variables: Variables = Field(default_factory=dict)


class BlockTemplate(Shape):
    """What a block of its label is made from. `block_id` is the template's own block, where a person wrote it."""

    label: str
    scope: Scope
    value: str
    description: str | None = None
    limit: int
    block_id: str | None = None


class BlockInView(Block):
    """A block of a project, or one that all projects share."""

    scope: Scope

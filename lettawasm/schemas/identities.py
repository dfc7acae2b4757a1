"""Identities: people and organisations that agents and blocks belong to, as another system knows them."""

from typing import Any, Literal

from pydantic import Field, RootModel

from .base import ORGANIZATION_ID, Changes, Name, Shape, Text

IdentityType = Literal["org", "user", "other"]


class Property(Shape):
    key: Name
    type: Literal["string", "number", "boolean", "json"]
    value: bool | int | float | Text | dict[str, Any]


class IdentityCreate(Shape):
    identifier_key: Name
    name: Name
    identity_type: IdentityType
    project_id: Text | None = None
    agent_ids: list[str] | None = None
    block_ids: list[str] | None = None
    properties: list[Property] | None = None


class IdentityUpdate(Changes):
    identifier_key: Name | None = None
    name: Name | None = None
    identity_type: IdentityType | None = None
    agent_ids: list[str] | None = None
    block_ids: list[str] | None = None
    properties: list[Property] | None = None


class Properties(RootModel[list[Property]]):
    """A body that is a list."""


class Identity(Shape):
    id: str
    identifier_key: str
    name: str
    identity_type: IdentityType
    project_id: str | None = None
    agent_ids: list[str] = Field(default_factory=list)
    block_ids: list[str] = Field(default_factory=list)
    properties: list[Property] = Field(default_factory=list)
    organization_id: str = ORGANIZATION_ID

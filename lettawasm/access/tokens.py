"""Tokens of persons and programs, and what each allows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..api.request import MAX_BODY_BYTES
from ..schemas.base import Name

TokenScope = Literal["full", "read-only", "widget"]

_AGENT_ID = "^agent-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_ORIGIN = r"^(\*|[a-z][a-z0-9+.-]*://[^\sA-Z/?#@]+)$"  # as browsers write it, or any

# What a token may ask for when it doesn't say: requests a minute, and bytes of a body.
DEFAULTS: Mapping[TokenScope, tuple[int, int]] = {
    "full": (600, MAX_BODY_BYTES),
    "read-only": (600, 1_000_000),
    "widget": (60, 1_000_000),
}


@dataclass(frozen=True, slots=True)
class Token:
    """What the holder of a token may do.

    `origins` are those of pages that may use it, `*` meaning any. `relay` lets a token that isn't full spend on
    models as well. `limits` are for whoever serves something beside the API; nobody here reads them.
    """

    id: str
    space: str
    name: str
    scope: TokenScope
    agent_id: str | None
    origins: tuple[str, ...]
    requests_per_minute: int
    max_body_bytes: int
    created_at: str
    expires_at: str | None = None
    revoked: bool = False
    relay: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)

    def is_good(self, now: str) -> bool:
        return not self.revoked and (self.expires_at is None or now < self.expires_at)


class TokenCreate(BaseModel):
    """The body that asks for a token. A field that isn't known is refused: it may have meant a restriction."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    name: Name = "token"
    scope: TokenScope = "full"
    agent_id: Annotated[str, Field(pattern=_AGENT_ID)] | None = None
    origins: Annotated[list[Annotated[str, Field(pattern=_ORIGIN, max_length=256)]], Field(max_length=50)] = (
        Field(default_factory=list)
    )
    requests_per_minute: Annotated[int, Field(ge=1, le=100_000)] | None = None
    max_body_bytes: Annotated[int, Field(ge=1, le=MAX_BODY_BYTES)] | None = None
    expires_at: str | None = None
    relay: bool = False
    limits: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_agent(self) -> "TokenCreate":
        if (self.scope == "widget") != (self.agent_id is not None):
            raise ValueError("a widget's token needs its agent_id, and no other token has one")
        return self

"""What people bring along, whatever format it came in. Values only."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ..agentfile import AgentFile, Remark

if TYPE_CHECKING:
    from .place import Place

__all__ = ["Item", "Note", "Remark", "Said", "Talk", "Whole"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to remember. Every file that holds the same thing calls it by the same `key`.

    One `about_person` may stand in the human block as well, if it is short.
    """

    key: str
    text: str
    tags: tuple[str, ...] = ()
    created_at: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    about_person: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a talk. Keys are unique within it."""

    key: str
    role: Literal["user", "assistant"]
    text: str
    created_at: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with somebody else's assistant."""

    key: str
    title: str
    said: tuple[Said, ...]
    created_at: str | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """Agents that come all at once or not at all, as those of an agent file do.

    `counts` says what they are made of. `bring` makes them in one transaction, and hands their ids to the place's
    `then` in the same. `file` is what they look like, for one who inspects them.
    """

    key: str
    names: tuple[str, ...]
    counts: Mapping[str, int]
    bring: Callable[["Place"], Awaitable[object]]
    file: AgentFile | None = None


Item = Note | Talk | Whole | Remark

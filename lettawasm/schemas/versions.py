"""Versions: what memory was, who changed it, and what led to it. Extensions of lettawasm's."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from .base import Changes, Name, Shape, Text

Kind = Literal["block", "passage", "agent", "prompt"]
Actor = Literal["person", "agent", "import", "sync", "compaction", "restore"]
ACTORS: tuple[str, ...] = get_args(Actor)
Origin = Literal["user", "tool", "web", "file", "import", "memory"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Who changes memory, what led to it, and where the text came from that did.

    `source` names where it came from more closely: `tool:fetch_webpage`, `file:file-…`, `import:chatgpt:<hash>`.
    """

    actor: Actor = "person"
    agent_id: str | None = None
    run_id: str | None = None
    step_id: str | None = None
    message_id: str | None = None
    tool_call_id: str | None = None
    origin: Origin | None = None
    source: str | None = None

    def known(self) -> dict[str, str]:
        return {name: value for name in _FIELDS if (value := getattr(self, name)) is not None}


_FIELDS = tuple(field.name for field in fields(Cause))
PERSON = Cause(origin="user")


class VersionHead(Shape):
    """A version without what it says. `number` counts an object's versions from 1, and the id is made of both.

    `state` tells whether the object was there, was deleted, or what it said was forgotten since.
    """

    id: str
    object_id: str
    kind: Kind
    number: int
    state: Literal["whole", "gone", "forgotten"]
    digest: str
    created_at: str
    actor: Actor
    agent_id: str | None = None
    run_id: str | None = None
    step_id: str | None = None
    message_id: str | None = None
    tool_call_id: str | None = None
    origin: Origin | None = None
    source: str | None = None


class TitledVersion(VersionHead):
    """`title` is the label of a block, the name of an agent, the beginning of a passage: as it was then, or before it
    was gone. It is null where that was forgotten.
    """

    title: str | None


class Version(VersionHead):
    """`before` and `after` are null where the object wasn't there, and where what it said was forgotten."""

    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Source(Shape):
    """Where versions come from: who wrote them, and the origin of what they were written for."""

    actor: Actor
    origin: Origin | None
    source: str | None
    versions: int
    objects: int
    first_at: str
    last_at: str


class Retention(Changes):
    """How much of the past is kept, of each object: so many versions, so many days. None is all."""

    most_versions: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    most_days: Annotated[int, Field(ge=1, le=36_500)] | None = None


class RestoreObject(Shape):
    version: Annotated[int, Field(ge=1, lt=2**31)]
    dry_run: bool = False


class RestoreAgent(Shape):
    """`moment` is a time, or the id of a version, a step, a run or a message."""

    moment: Name
    context: bool = True
    shared_blocks: bool = True
    dry_run: bool = False


class ForkAgent(Shape):
    moment: Name | None = None
    name: Name | None = None


class Forget(Shape):
    """The cause of what is forgotten: what is given must be true of it. Unless told otherwise it is tried only."""

    source: Text | None = None
    origin: Origin | None = None
    agent_id: Text | None = None
    run_id: Text | None = None
    step_id: Text | None = None
    message_id: Text | None = None
    tool_call_id: Text | None = None
    erase: bool = True
    dry_run: bool = True


class Shown(Shape):
    """What a model was shown in a step, told by what it was made of.

    `messages` are the numbers of the rows, `3-17,20`; the first is the system prompt's, of which `prompt` is the
    version. The texts are what was put in the prompt's place or after it for that turn alone.
    """

    at: str
    prompt: int | None
    messages: str
    tools: list[str]
    override_system: str | None = None
    system_addition: str = ""


class Fault(Shape):
    """Something that was changed behind lettawasm's back. `number` is the first version it shows at."""

    object_id: str
    kind: Kind
    number: int | None
    problem: str

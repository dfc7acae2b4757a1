"""What was done to memory, how it went, and what that says of its blocks. Extensions of lettawasm's."""

from typing import Any, Literal

from pydantic import Field

from .base import Shape
from .versions import Kind

Verb = Literal["create", "update", "delete", "restore", "merge", "truncate", "compress", "import"]
VERBS: tuple[Verb, ...] = (
    *("create", "update", "delete", "restore", "merge", "truncate", "compress", "import"),
)


class Operation(Shape):
    """One operation on a block or a passage. Lengths are those of its text in characters, before and after; those
    of one that failed are not known beyond what stood there.
    """

    id: str
    operation: Verb
    kind: Kind
    object_id: str | None = None
    label: str | None = None
    result: Literal["ok", "error"] = "ok"
    error: str | None = None
    actor: str = "person"
    agent_id: str | None = None
    run_id: str | None = None
    step_id: str | None = None
    tool_call_id: str | None = None
    source: str | None = None
    length_before: int | None = None
    length_after: int | None = None
    created_at: str


class Deletion(Shape):
    """A block or a passage that is gone, what it was last, and which agents held it until then."""

    object_id: str
    kind: Kind
    label: str | None = None
    deleted_at: str
    actor: str
    agent_id: str | None = None
    run_id: str | None = None
    held: dict[str, Any] | None = None  # null where that was forgotten
    agent_ids: list[str] = Field(default_factory=list)


class Suggestion(Shape):
    action: Literal["archive", "compress"]
    reason: str


class BlockUse(Shape):
    """How a block is used. `prompts` counts the steps whose prompt it stood in, as far as steps are kept."""

    block_id: str
    label: str
    project_id: str | None = None
    read_only: bool
    length: int
    limit: int
    fullness: float
    agent_ids: list[str]
    prompts: dict[str, int]  # by agent
    first_prompt_at: str | None = None
    last_prompt_at: str | None = None
    changes: dict[str, int]  # by actor; its making isn't one
    last_changed_at: str | None = None
    is_stale: bool
    is_nearly_full: bool
    suggestion: Suggestion | None = None

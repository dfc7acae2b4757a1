"""How agents travel: how much of them goes out, and what becomes other where they come in."""

from dataclasses import dataclass, field
from typing import TypedDict


class ExportOptions(TypedDict, total=False):
    """What `export` says of them."""

    scrub_messages: bool
    conversation_id: str
    passages: bool | None
    block_history: bool


@dataclass(frozen=True, slots=True)
class ImportOptions:
    append_copy_suffix: bool = True
    override_existing_tools: bool = True
    strip_messages: bool = False
    name: str | None = None
    model: str | None = None
    embedding: str | None = None
    project_id: str | None = None
    secrets: dict[str, str] = field(default_factory=dict)

"""Where a search looks, and where its query points."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to look. What a kind of memory can't have, such as a message a tag, none of that kind has.

    `source` is an origin (user, tool, web, file, import, memory) or a source as versions name it; `labels` are GLOB
    patterns, of which one has to fit; `start` and `end` are moments, both included.
    """

    agent_id: str | None = None
    archive_ids: tuple[str, ...] = ()
    conversation_id: str | None = None
    roles: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    match_all_tags: bool = False
    source: str | None = None
    project_id: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Vector:
    """A text as an embedder sees it. `is_strong` tells whether its likeness alone ranks well; that of a weak one is
    fused with words.
    """

    values: Sequence[float]
    is_strong: bool = False

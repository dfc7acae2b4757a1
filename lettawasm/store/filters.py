"""Which rows of messages, passages and blocks are looked at by a search."""

import json
from collections.abc import Callable

from ..schemas.filters import Filters
from ..schemas.search import Kind
from .contexts import within
from .table import Where, marks

_SAID_BY_BLOCK = "label || char(10) || coalesce(description, '') || char(10) || value"

# For each kind its table, the columns for texts and times, what puts it in the order of time, and all that it says.
SOURCES: dict[Kind, tuple[str, ...]] = {
    "block": ("blocks", "value", "updated_at", "updated_at", _SAID_BY_BLOCK),
    "passage": ("passages", "text", "created_at", "created_at", "text"),
    "message": ("messages", "text", "created_at", "seq", "text"),
}

_SPOKEN = ("user", "assistant")
_NOTHING = "0"

_FIRST_CAUSE = (  # of the versions that are still kept
    "EXISTS (SELECT 1 FROM chains JOIN versions ON chain = chains.seq AND number = dropped + 1 JOIN causes"
    " ON causes.seq = versions.cause WHERE object_id = {table}.id AND"
    " ? IN (json_extract(causes.body, '$.origin'), json_extract(causes.body, '$.source')))"
)
_SPEAKERS = {"user": "user", "memory": "assistant", "tool": "tool"}  # who says what comes from there


def where_of(kind: Kind, filters: Filters) -> Where:
    """The rows of that kind that the filters let through."""
    return _MAKERS[kind](filters)


def _passages(filters: Filters) -> Where:
    where = Where()
    if filters.labels or filters.conversation_id or filters.roles or filters.project_id:
        where.add(_NOTHING)
    if filters.archive_ids:
        where.add("passages.archive_id IN (SELECT value FROM json_each(?))", json.dumps(filters.archive_ids))
    if filters.agent_id is not None:
        where.add(
            "passages.archive_id IN (SELECT archive_id FROM agent_archives WHERE agent_id = ?)",
            filters.agent_id,
        )
    _tagged(where, "passages.tags", filters)
    _caused(where, "passages", filters)
    _between(where, "passages.created_at", filters)
    return where


def _blocks(filters: Filters) -> Where:
    where = Where()
    if filters.archive_ids or filters.conversation_id or filters.roles:
        where.add(_NOTHING)
    if filters.agent_id is not None:
        where.add("blocks.id IN (SELECT block_id FROM agent_blocks WHERE agent_id = ?)", filters.agent_id)
    if filters.labels:
        fits = "EXISTS (SELECT 1 FROM json_each(?) AS pattern WHERE blocks.label GLOB pattern.value)"
        where.add(fits, json.dumps(filters.labels))
    if filters.project_id is not None:
        where.add("json_extract(blocks.extras, '$.project_id') = ?", filters.project_id)
    _tagged(where, "json_extract(blocks.extras, '$.tags')", filters)
    _caused(where, "blocks", filters)
    _between(where, "blocks.updated_at", filters)
    return where


def _messages(filters: Filters) -> Where:
    where = Where()
    if filters.labels or filters.tags or filters.archive_ids or filters.project_id:
        where.add(_NOTHING)
    where.equals("messages.agent_id", filters.agent_id)
    within(where, filters.conversation_id)
    roles = filters.roles or (_SPOKEN if filters.source is None else tuple(_SPEAKERS.values()))
    if filters.source is not None:
        brought = "json_extract(messages.body, '$.extra.source')"
        own = f"{brought} IS NULL AND messages.role = ? OR {brought} IS NOT NULL AND ? = 'import'"
        where.add(
            f"({own} OR {brought} = ?)", _SPEAKERS.get(filters.source, ""), filters.source, filters.source
        )
    where.add(f"messages.role IN ({marks(roles)}) AND messages.text <> ''", *roles)
    _between(where, "messages.created_at", filters)
    return where


def _tagged(where: Where, column: str, filters: Filters) -> None:
    if wanted := set(filters.tags):
        among = "value IN (SELECT value FROM json_each(?))"
        hits = f"(SELECT count(DISTINCT value) FROM json_each({column}) WHERE {among})"
        where.add(f"{hits} >= {len(wanted) if filters.match_all_tags else 1}", json.dumps(sorted(wanted)))


def _caused(where: Where, table: str, filters: Filters) -> None:
    if filters.source is not None:
        where.add(_FIRST_CAUSE.format(table=table), filters.source)


def _between(where: Where, column: str, filters: Filters) -> None:
    if filters.start:
        where.add(f"{column} >= ?", filters.start)
    if filters.end:
        where.add(f"{column} <= ?", filters.end)


_MAKERS: dict[Kind, Callable[[Filters], Where]] = {
    "block": _blocks,
    "passage": _passages,
    "message": _messages,
}

"""The state of everything that has versions, as it stands in the tables now."""

import json
from collections.abc import Callable
from typing import Any

from ..ports import Driver
from ..schemas.versions import Kind
from ..versions.states import State

# Settings that tell how an agent's last run went: they are no part of what it is.
COURSE = ("last_stop_reason", "last_run_completion", "last_run_duration_ms")


def present(driver: Driver, kind: Kind, object_id: str) -> State | None:
    """The object's state; None where it isn't there."""
    return _READERS[kind](driver, object_id)


def _block(driver: Driver, block_id: str) -> State | None:
    row = _row(driver, "SELECT * FROM blocks WHERE id = ?", block_id)
    return row and {
        "label": row["label"],
        "value": row["value"],
        "description": row["description"],
        "limit": row["char_limit"],
        "read_only": bool(row["read_only"]),
        **json.loads(row["extras"]),
    }


def _passage(driver: Driver, passage_id: str) -> State | None:
    row = _row(driver, "SELECT * FROM passages WHERE id = ?", passage_id)
    return row and {
        "archive_id": row["archive_id"],
        "text": row["text"],
        "tags": json.loads(row["tags"]),
        "metadata": json.loads(row["metadata"]),
        "created_at": row["created_at"],
    }


def _agent(driver: Driver, agent_id: str) -> State | None:
    """Of its secrets the names alone: their values are kept in one place, and can be taken away there."""
    row = _row(driver, "SELECT name, settings FROM agents WHERE id = ?", agent_id)
    if row is None:
        return None
    settings = {key: value for key, value in json.loads(row["settings"]).items() if key not in COURSE}
    archives = _column(driver, "SELECT archive_id AS v FROM agent_archives WHERE agent_id = ?", agent_id)
    return {
        "name": row["name"],
        "settings": {**settings, "secrets": sorted(settings.get("secrets") or ())},
        "tags": _column(driver, "SELECT tag AS v FROM agent_tags WHERE agent_id = ? ORDER BY tag", agent_id),
        "blocks": _column(
            driver, "SELECT block_id AS v FROM agent_blocks WHERE agent_id = ? ORDER BY seq", agent_id
        ),
        "tools": _column(
            driver, "SELECT tool_id AS v FROM agent_tools WHERE agent_id = ? ORDER BY seq", agent_id
        ),
        "archive": archives[0] if archives else None,
    }


def _prompt(driver: Driver, message_id: str) -> State | None:
    """A compiled system message."""
    row = _row(driver, "SELECT body FROM messages WHERE id = ?", message_id)
    return row and {"content": json.loads(row["body"]).get("content")}


def _row(driver: Driver, sql: str, object_id: str) -> dict[str, Any] | None:
    rows = driver.execute(sql, [object_id])
    return rows[0] if rows else None


def _column(driver: Driver, sql: str, object_id: str) -> list[str]:
    return [row["v"] for row in driver.execute(sql, [object_id])]


# The ids of everything that has versions.
ALL: dict[Kind, str] = {
    "block": "SELECT id FROM blocks",
    "passage": "SELECT id FROM passages",
    "agent": "SELECT id FROM agents",
    "prompt": "SELECT messages.id FROM agents JOIN messages ON agent_id = agents.id WHERE place > 0 AND place = 1",
}

_READERS: dict[Kind, Callable[[Driver, str], State | None]] = {
    "block": _block,
    "passage": _passage,
    "agent": _agent,
    "prompt": _prompt,
}

"""Backups for tests: short words for journeys from one space into another."""

import asyncio
import json
import re
from typing import Any

from lettawasm.backup import document, reading, restoring
from lettawasm.backup.gathering import Wanted, gather
from lettawasm.store.table import Page

INDEX = re.compile("_fts|_letters|_words|_vocab")  # which follow from the tables
NOON = "2026-06-01T12:00:00.000000Z"


def written(space, agent_id: str | None = None, **wanted: Any) -> bytes:
    return document.write(gather(space.store, Wanted(agent_id, **wanted)), NOON)


def content(space, agent_id: str | None = None, **wanted: Any) -> Any:
    """As JSON has it."""
    return json.loads(written(space, agent_id, **wanted))["content"]


async def restored(space, text: bytes, **wishes: Any) -> list[str]:
    """The ids of the agents of a backup, restored into a space."""
    found, _ = reading.read(document.parse(text).content)
    return await restoring.restore(
        space.store, space.runtime.catalog, found, restoring.Wishes(**{"source": "import:test", **wishes})
    )


def restored_now(space, text: bytes) -> list[str]:
    return asyncio.run(restored(space, text))


def everything(space) -> Any:
    """All that is in a space's tables."""
    rows = space.store.driver.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    names = [row["name"] for row in rows if not INDEX.search(row["name"])]
    return {name: space.store.driver.execute(f"SELECT * FROM {name}") for name in names}


def everyone(space) -> list[str]:
    return [agent.id for agent in space.store.agents.find(Page(limit=-1, order="asc"), hidden=True)]

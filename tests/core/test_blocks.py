"""Core memory blocks: held by agents under one label each, and edited by many without losing a word."""

import asyncio
import json
import sqlite3

import pytest

from lettawasm.db import SqliteDriver
from lettawasm.errors import Conflict, NotFound, Unprocessable
from lettawasm.migrations import migrate
from lettawasm.model import ToolCall
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store import Store
from lettawasm.testing import TickingClock


def store_at(path=":memory:") -> Store:
    driver = SqliteDriver(str(path))
    migrate(driver)
    return Store(driver, TickingClock())


def block(store: Store, label="notes", value="first", **fields):
    return store.blocks.create(BlockCreate(label=label, value=value, **fields))


def test_a_change_touches_what_it_names_and_no_more():
    store = store_at()
    made = block(store, description="d", limit=50, metadata={"a": 1}, tags=["t"])
    changed = store.blocks.update(made.id, {"value": "second", "description": None, "limit": None})
    assert changed == made.model_copy(update={"value": "second", "description": None})
    assert store.blocks.get(made.id) == changed


@pytest.mark.parametrize("changes", [{"value": "x" * 51}, {"limit": 4}, {"value": "longer", "limit": 5}])
def test_a_change_that_does_not_fit_changes_nothing(changes):
    store = store_at()
    made = block(store, limit=50)
    with pytest.raises(Unprocessable, match="at most"):
        store.blocks.update(made.id, changes)
    assert store.blocks.get(made.id) == made


async def test_an_agent_holds_one_block_of_a_label(space):
    talk = await space()
    notes, twin, other = (block(talk.store, label) for label in ("notes", "notes", "other"))
    talk.store.blocks.attach(talk.agent.id, notes.id)
    talk.store.blocks.attach(talk.agent.id, notes.id)
    assert [held.label for held in talk.store.blocks.of_agent(talk.agent.id)] == ["human", "persona", "notes"]
    with pytest.raises(Conflict):
        talk.store.blocks.attach(talk.agent.id, twin.id)
    talk.store.blocks.attach(talk.agent.id, other.id)
    with pytest.raises(Conflict):
        talk.store.blocks.update(other.id, {"label": "notes"})
    assert talk.store.blocks.update(twin.id, {"label": "human"}).label == "human"
    with pytest.raises(NotFound):
        talk.store.blocks.detach(talk.agent.id, twin.id)


async def test_agents_that_edit_a_shared_block_at_once_lose_no_line_of_each_other(space):
    talk = await space()
    shared = block(talk.store, "team", "")
    names = [f"agent {number}" for number in range(6)]
    readers = [await talk.create(name=name, block_ids=[shared.id]) for name in names]
    edits = [
        ToolCall(
            f"call-{name}", "memory_insert", json.dumps({"label": "team", "new_string": f"{name} was here"})
        )
        for name in names
    ]
    talk.model.script[:] = [*edits, *["done"] * len(names)]
    turns = [talk.runtime.send(reader.id, TurnRequest.model_validate({"input": "go"})) for reader in readers]
    runs = await asyncio.gather(*turns)
    await asyncio.gather(*(run.finished() for run in runs))
    lines = talk.store.blocks.get(shared.id).value.split("\n")
    assert sorted(filter(None, lines)) == [f"{name} was here" for name in names]


def test_nobody_writes_between_the_reading_and_the_writing_of_an_edit(tmp_path):
    ours, theirs = store_at(tmp_path / "space.db"), store_at(tmp_path / "space.db")
    made = block(ours)

    def edit() -> None:
        before = ours.blocks.get(made.id).value
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            theirs.blocks.update(made.id, {"value": "theirs"})
        ours.blocks.update(made.id, {"value": f"{before}, ours"})

    ours.driver.transact(edit)
    theirs.blocks.update(made.id, {"value": f"{theirs.blocks.get(made.id).value}, theirs"})
    assert ours.blocks.get(made.id).value == "first, ours, theirs"

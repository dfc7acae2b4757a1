"""Core memory blocks, shared between agents at will, and every version they ever had."""

import json
from typing import Any

from ..db import atomic
from ..errors import Conflict, NotFound, Unprocessable
from ..ports import Row
from ..schemas.blocks import Block, BlockCreate, BlockExtras
from .identities import belongs_to
from .table import Page, Remembered, Where, chunks, marks, select_page


class Blocks(Remembered):
    @atomic
    def create(self, new: BlockCreate) -> Block:
        _check_limit(new.label, new.value, new.limit)
        extras = BlockExtras.model_validate(new.model_dump())
        block = Block(
            id=self.clock.new_id("block"),
            label=new.label,
            value=new.value,
            limit=new.limit,
            description=new.description,
            read_only=new.read_only,
            **extras.model_dump(),
        )
        now = self.clock.now()
        self.driver.execute(
            "INSERT INTO blocks (id, label, value, description, char_limit, read_only, extras, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [block.id, *_fields(block), extras.model_dump_json(), now, now],
        )
        self.versions.touch("block", block.id)
        return block

    def get(self, block_id: str) -> Block:
        rows = self.driver.execute("SELECT * FROM blocks WHERE id = ?", [block_id])
        if not rows:
            raise NotFound(f"Block with id {block_id} not found")
        return _block(rows[0])

    def find(
        self,
        page: Page,
        *,
        label: str | None = None,
        label_search: str | None = None,
        value_search: str | None = None,
        description_search: str | None = None,
        tags: tuple[str, ...] = (),
        match_all_tags: bool = False,
        held_by: dict[str, tuple[int, ...]] | None = None,
        extras: dict[str, Any] | None = None,
        identity_id: str | None = None,
        identifier_keys: tuple[str, ...] = (),
        with_hidden: bool = False,
    ) -> list[Block]:
        """`held_by` says how many agents hold a block: a comparison (`>`, `<`, `IN`) and numbers. `extras` are fields
        that a block must have; those that are None don't count.
        """
        where = Where()
        where.equals("label", label)
        for key, value in (extras or {}).items():
            where.equals(f"json_extract(extras, '$.{key}')", value)
        if not with_hidden:
            where.add("NOT coalesce(json_extract(extras, '$.hidden'), 0)")
        belongs_to(where, "block", identity_id, identifier_keys)
        for column, wanted in (
            ("label", label_search),
            ("value", value_search),
            ("description", description_search),
        ):
            if wanted:
                where.add(f"instr(lower({column}), lower(?)) > 0", wanted)
        if tags:
            few = next(chunks(tags))
            hits = f"(SELECT count(*) FROM json_each(extras, '$.tags') WHERE value IN ({marks(few)}))"
            where.add(f"{hits} >= {len(set(few)) if match_all_tags else 1}", *few)
        holders = "(SELECT count(*) FROM agent_blocks WHERE block_id = blocks.id)"
        for sign, numbers in (held_by or {}).items():
            if numbers:
                where.add(f"{holders} {sign} ({marks(numbers)})", *numbers)
        return [_block(row) for row in select_page(self.driver, "blocks", where, page)]

    def count(self) -> int:
        return int(self.driver.execute("SELECT count(*) AS n FROM blocks")[0]["n"])

    @atomic
    def update(self, block_id: str, changes: dict[str, Any]) -> Block:
        """Set the fields in `changes`. Raises Unprocessable, and changes nothing, when the value is over the limit.

        `read_only` binds agents alone, so it isn't looked at here.
        """
        old = self.get(block_id)
        required = ("label", "value", "limit", "read_only")
        new = old.model_copy(update={k: v for k, v in changes.items() if v is not None or k not in required})
        _check_limit(new.label, new.value, new.limit)
        if new.label != old.label:
            self._check_label_is_free(block_id, new.label)
        self._write(new)
        return new

    @atomic
    def delete(self, block_id: str) -> None:
        """Delete a block; agents that hold it lose it. Its versions stay."""
        self.get(block_id)
        holders = self.driver.execute("SELECT agent_id FROM agent_blocks WHERE block_id = ?", [block_id])
        self.driver.execute("DELETE FROM blocks WHERE id = ?", [block_id])
        self.versions.touch("agent", *(row["agent_id"] for row in holders))
        self.versions.touch("block", block_id)

    def is_there(self, block_id: str) -> bool:
        return bool(self.driver.execute("SELECT 1 FROM blocks WHERE id = ?", [block_id]))

    @atomic
    def put(self, block_id: str, state: dict[str, Any]) -> None:
        """Let a block be in a state that it had, though it be gone. Raises Conflict for a label that is taken."""
        now = self.clock.now()
        self.driver.execute(
            "INSERT OR IGNORE INTO blocks (id, label, value, char_limit, read_only, extras, created_at, updated_at)"
            " VALUES (?, ?, '', 1, 0, '{}', ?, ?)",
            [block_id, state["label"], now, now],
        )
        block = Block(id=block_id, **state)
        if block.label != self.get(block_id).label:
            self._check_label_is_free(block_id, block.label)
        self._write(block)

    def _write(self, block: Block) -> None:
        extras = BlockExtras.model_validate(block.model_dump()).model_dump_json()
        self.driver.execute(
            "UPDATE blocks SET label = ?, value = ?, description = ?, char_limit = ?, read_only = ?, extras = ?,"
            " updated_at = ? WHERE id = ?",
            [
                *_fields(block),
                extras,
                self.clock.now(),
                block.id,
            ],
        )
        told = block.model_dump(include={"label", "value", "description", "limit", "read_only"})
        self.versions.set("block", block.id, {**told, **json.loads(extras)})

    def is_held_by_others(self, block_id: str, agent_id: str) -> bool:
        return bool(
            self.driver.execute(
                "SELECT 1 FROM agent_blocks WHERE block_id = ? AND agent_id <> ? LIMIT 1",
                [block_id, agent_id],
            )
        )

    # An agent's blocks: in the order they were attached, which is their order in the prompt.

    def of_agent(self, agent_id: str) -> list[Block]:
        rows = self.driver.execute(
            "SELECT blocks.* FROM agent_blocks JOIN blocks ON blocks.id = block_id"
            " WHERE agent_id = ? ORDER BY agent_blocks.seq",
            [agent_id],
        )
        return [_block(row) for row in rows]

    def labelled(self, agent_id: str, label: str) -> Block:
        for block in self.of_agent(agent_id):
            if block.label == label:
                return block
        raise NotFound(f"No block with label '{label}' found for agent '{agent_id}'")

    @atomic
    def attach(self, agent_id: str, block_id: str) -> None:
        """Give an agent a block. Raises Conflict when it holds another one with that label."""
        label = self.get(block_id).label
        held = {block.label: block.id for block in self.of_agent(agent_id)}
        if held.get(label, block_id) != block_id:
            raise Conflict(f"Agent {agent_id} already has a block with the label '{label}'")
        self.driver.execute(
            "INSERT OR IGNORE INTO agent_blocks (agent_id, block_id, created_at) VALUES (?, ?, ?)",
            [agent_id, block_id, self.clock.now()],
        )
        self.versions.touch("agent", agent_id)

    @atomic
    def detach(self, agent_id: str, block_id: str) -> None:
        if all(block.id != block_id for block in self.of_agent(agent_id)):
            raise NotFound(f"No block with id '{block_id}' found for agent '{agent_id}'")
        self.driver.execute(
            "DELETE FROM agent_blocks WHERE agent_id = ? AND block_id = ?", [agent_id, block_id]
        )
        self.versions.touch("agent", agent_id)

    def _check_label_is_free(self, block_id: str, label: str) -> None:
        clash = self.driver.execute(
            "SELECT mine.agent_id FROM agent_blocks AS mine"
            " JOIN agent_blocks AS other ON other.agent_id = mine.agent_id AND other.block_id <> mine.block_id"
            " JOIN blocks ON blocks.id = other.block_id WHERE mine.block_id = ? AND blocks.label = ? LIMIT 1",
            [block_id, label],
        )
        if clash:
            raise Conflict(f"Agent {clash[0]['agent_id']} already has a block with the label '{label}'")


def over_limit(label: str, length: int, limit: int) -> str:
    return f"Block '{label}' holds at most {limit:,} characters; this would make it {length:,}"


def _check_limit(label: str, value: str, limit: int) -> None:
    if len(value) > limit:
        raise Unprocessable(over_limit(label, len(value), limit))


def _fields(block: Block) -> list[Any]:
    return [block.label, block.value, block.description, block.limit, int(block.read_only)]


def _block(row: Row) -> Block:
    return Block(
        id=row["id"],
        label=row["label"],
        value=row["value"],
        limit=row["char_limit"],
        description=row["description"],
        read_only=bool(row["read_only"]),
        **json.loads(row["extras"]),
    )

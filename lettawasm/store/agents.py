"""Agents, their tags, and which blocks and tools they hold."""

import json
from dataclasses import replace
from typing import Any

from ..db import atomic
from ..errors import NotFound
from ..ports import Row
from ..schemas.agents import AgentRecord, AgentSettings
from .identities import belongs_to
from .states import COURSE
from .table import Page, Remembered, Where, chunks, marks, select_page

# What isn't a column of its own and can be sorted by all the same.
_KEYS = {"last_run_completion": "coalesce(json_extract(settings, '$.last_run_completion'), '')"}

_SHOWN = "NOT coalesce(json_extract(settings, '$.hidden'), 0)"


class Agents(Remembered):
    @atomic
    def create(self, name: str, settings: AgentSettings, tags: list[str]) -> AgentRecord:
        now = self.clock.now()
        agent = AgentRecord(
            id=self.clock.new_id("agent"), name=name, settings=settings, created_at=now, updated_at=now
        )
        self.driver.execute(
            "INSERT INTO agents (id, name, settings, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            [agent.id, name, settings.model_dump_json(), now, now],
        )
        self._set_tags(agent.id, tags)
        self.versions.touch("agent", agent.id)
        return agent

    def get(self, agent_id: str) -> AgentRecord:
        rows = self.driver.execute("SELECT * FROM agents WHERE id = ?", [agent_id])
        if not rows:
            raise NotFound(f"Agent with ID {agent_id} not found")
        return _agent(rows[0])

    def find(
        self,
        page: Page,
        *,
        name: str | None = None,
        query_text: str | None = None,
        tags: tuple[str, ...] = (),
        match_all_tags: bool = False,
        settings: dict[str, str | None] | None = None,
        identity_id: str | None = None,
        identifier_keys: tuple[str, ...] = (),
        hidden: bool = False,
    ) -> list[AgentRecord]:
        """`settings` are settings that the agents must have; those that are None don't count."""
        where = _filter(name, query_text, tags, match_all_tags)
        if not hidden:
            where.add(_SHOWN)
        for key, value in (settings or {}).items():
            where.equals(f"json_extract(settings, '$.{key}')", value)
        belongs_to(where, "agent", identity_id, identifier_keys)
        page = replace(page, order_by=_KEYS.get(page.order_by, page.order_by))
        return [_agent(row) for row in select_page(self.driver, "agents", where, page)]

    def of_block(self, block_id: str, page: Page) -> list[AgentRecord]:
        where = Where()
        where.add("id IN (SELECT agent_id FROM agent_blocks WHERE block_id = ?)", block_id)
        return [_agent(row) for row in select_page(self.driver, "agents", where, page)]

    def with_rules_about(self, tool_name: str) -> list[AgentRecord]:
        """The agents whose tool rules name a tool anywhere, whether they hold it or not."""
        rows = self.driver.execute(
            "SELECT agents.* FROM agents WHERE EXISTS (SELECT 1 FROM json_tree(settings, '$.tool_rules')"
            " WHERE json_tree.value = ?)",
            [tool_name],
        )
        return [_agent(row) for row in rows]

    def of_folder(self, folder_id: str, page: Page) -> list[AgentRecord]:
        where = Where()
        where.add("id IN (SELECT agent_id FROM agent_folders WHERE folder_id = ?)", folder_id)
        return [_agent(row) for row in select_page(self.driver, "agents", where, page)]

    def count(self) -> int:
        """How many agents there are, but for the hidden ones."""
        return int(self.driver.execute(f"SELECT count(*) AS n FROM agents WHERE {_SHOWN}")[0]["n"])

    @atomic
    def update(
        self,
        agent_id: str,
        settings: AgentSettings,
        *,
        name: str | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Replace an agent's settings, and its name and tags where given."""
        self.driver.execute(
            "UPDATE agents SET settings = ?, name = coalesce(?, name), updated_at = ? WHERE id = ?",
            [settings.model_dump_json(), name, self.clock.now(), agent_id],
        )
        if tags is not None:
            self._set_tags(agent_id, tags)
        self.versions.touch("agent", agent_id)

    @atomic
    def put(self, agent_id: str, state: dict[str, Any]) -> None:
        """Let an agent be called and set as it once was, down to the secrets that the state must bring along."""
        course = self.get(agent_id).settings.model_dump(include=set(COURSE))
        settings = AgentSettings.model_validate({**state["settings"], **course})
        self.update(agent_id, settings, name=state["name"], tags=state["tags"])

    def note_run(self, agent_id: str, stop_reason: str, completed_at: str, duration_ms: int) -> None:
        """Remember how the agent's last run ended, when, and how long it took."""
        self.driver.execute(
            "UPDATE agents SET settings = json_set(settings, '$.last_stop_reason', ?, '$.last_run_completion', ?,"
            " '$.last_run_duration_ms', ?) WHERE id = ?",
            [stop_reason, completed_at, duration_ms, agent_id],
        )

    @atomic
    def delete(self, agent_id: str) -> None:
        """Delete an agent with its messages, runs and its own archive, unless others use it, and all their
        versions. Its blocks stay.
        """
        self.get(agent_id)
        own = (
            "SELECT archive_id FROM agent_archives WHERE agent_id = ?1 AND is_owner"
            " AND archive_id NOT IN (SELECT archive_id FROM agent_archives WHERE agent_id <> ?1)"
        )
        self.versions.drop(f"SELECT id FROM passages WHERE archive_id IN ({own})", [agent_id])
        self.versions.drop("SELECT id FROM messages WHERE agent_id = ? AND role = 'system'", [agent_id])
        self.versions.drop("?", [agent_id])
        self.driver.execute(f"DELETE FROM archives WHERE id IN ({own})", [agent_id])
        self.driver.execute("DELETE FROM agents WHERE id = ?", [agent_id])

    # What its compiled system prompt was made from: a key that changes when the prompt must.

    def compiled_from(self, agent_id: str) -> str:
        return str(
            self.driver.execute("SELECT compiled_from FROM agents WHERE id = ?", [agent_id])[0][
                "compiled_from"
            ]
        )

    def set_compiled_from(self, agent_id: str, key: str) -> None:
        self.driver.execute("UPDATE agents SET compiled_from = ? WHERE id = ?", [key, agent_id])

    # Relations

    def tags(self, agent_id: str) -> list[str]:
        rows = self.driver.execute("SELECT tag FROM agent_tags WHERE agent_id = ? ORDER BY tag", [agent_id])
        return [row["tag"] for row in rows]

    def all_tags(
        self, *, name: str | None, after: str | None, before: str | None, limit: int, order: str
    ) -> list[str]:
        """A page of the tags that agents have. `after` and `before` are tags."""
        where = Where()
        if name:
            where.add("instr(lower(tag), lower(?)) > 0", name)
        for cursor, forward in ((after, True), (before, False)):
            if cursor is not None:
                where.add(f"tag {'>' if forward == (order == 'asc') else '<'} ?", cursor)
        backwards = before is not None and after is None
        way = order if not backwards else ("asc" if order == "desc" else "desc")
        sql = f"SELECT DISTINCT tag FROM agent_tags{where.sql} ORDER BY tag {way} LIMIT ?"
        found = [row["tag"] for row in self.driver.execute(sql, [*where.params, limit])]
        return found[::-1] if backwards else found

    @atomic
    def attach_tool(self, agent_id: str, tool_id: str) -> None:
        self.driver.execute(
            "INSERT OR IGNORE INTO agent_tools (agent_id, tool_id) VALUES (?, ?)", [agent_id, tool_id]
        )
        self.versions.touch("agent", agent_id)

    @atomic
    def detach_tool(self, agent_id: str, tool_id: str) -> None:
        self.driver.execute("DELETE FROM agent_tools WHERE agent_id = ? AND tool_id = ?", [agent_id, tool_id])
        self.versions.touch("agent", agent_id)

    def _set_tags(self, agent_id: str, tags: list[str]) -> None:
        self.driver.execute("DELETE FROM agent_tags WHERE agent_id = ?", [agent_id])
        for tag in dict.fromkeys(tags):
            self.driver.execute("INSERT INTO agent_tags (agent_id, tag) VALUES (?, ?)", [agent_id, tag])


def _filter(name: str | None, query_text: str | None, tags: tuple[str, ...], match_all: bool) -> Where:
    where = Where()
    where.equals("name", name)
    if query_text:
        where.add("instr(lower(name), lower(?)) > 0", query_text)
    if tags:
        few = next(chunks(tags))
        sql = f"SELECT agent_id FROM agent_tags WHERE tag IN ({marks(few)})"
        if match_all:
            sql += f" GROUP BY agent_id HAVING count(*) = {len(set(few))}"
        where.add(f"id IN ({sql})", *few)
    return where


def _agent(row: Row) -> AgentRecord:
    settings: dict[str, Any] = json.loads(row["settings"])
    return AgentRecord(
        id=row["id"],
        name=row["name"],
        settings=AgentSettings.model_validate(settings),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )

"""Tools, and which agents hold them."""

import json
from typing import Any

from ..db import atomic
from ..errors import NotFound, TooLarge
from ..ports import Row
from ..schemas.tools import Tool
from .table import Page, Remembered, Where, chunks, marks, select_page, to_json

MOST_CHARACTERS = 1_500_000  # of a tool: what fits a value of 2 MB unless most of it is outside of ASCII


class Tools(Remembered):
    @atomic
    def put(self, name: str, fields: dict[str, Any]) -> Tool:
        """Make the tool called `name`, or change of it what `fields` says; its id stays. Raises TooLarge."""
        old = self.named([name]).get(name)
        now = self.clock.now()
        base = old.model_dump() if old else {"id": self.clock.new_id("tool"), "name": name}
        tool = Tool.model_validate({**base, **fields})
        if tool == old:
            return old
        body = tool.model_dump_json()
        if len(body) > MOST_CHARACTERS:
            raise TooLarge(f"The tool {name} is over the limit of {MOST_CHARACTERS:,} characters")
        self.driver.execute(
            "INSERT INTO tools (id, name, tool_type, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET tool_type = excluded.tool_type, body = excluded.body,"
            " updated_at = excluded.updated_at",
            [tool.id, name, tool.tool_type, body, now, now],
        )
        return tool

    def rename(self, tool: Tool, name: str) -> None:
        self.driver.execute(
            "UPDATE tools SET name = ?, body = ? WHERE id = ?",
            [name, tool.model_copy(update={"name": name}).model_dump_json(), tool.id],
        )

    @atomic
    def delete(self, tool_id: str) -> None:
        """Delete a tool; agents that hold it lose it."""
        self.get(tool_id)
        holders = self.driver.execute("SELECT agent_id FROM agent_tools WHERE tool_id = ?", [tool_id])
        self.driver.execute("DELETE FROM tools WHERE id = ?", [tool_id])
        self.versions.touch("agent", *(row["agent_id"] for row in holders))

    def get(self, tool_id: str) -> Tool:
        rows = self.driver.execute("SELECT * FROM tools WHERE id = ?", [tool_id])
        if not rows:
            raise NotFound(f"Tool with id {tool_id} not found.")
        return tool_of(rows[0])

    def is_there(self, tool_id: str) -> bool:
        return bool(self.driver.execute("SELECT 1 FROM tools WHERE id = ?", [tool_id]))

    def named(self, names: list[str]) -> dict[str, Tool]:
        """The tools among `names` that exist, by name."""
        found: dict[str, Tool] = {}
        for few in chunks(names):
            rows = self.driver.execute(f"SELECT * FROM tools WHERE name IN ({marks(few)})", few)
            found.update({row["name"]: tool_of(row) for row in rows})
        return found

    def find(
        self,
        page: Page,
        *,
        name: str | None = None,
        names: tuple[str, ...] = (),
        search: str | None = None,
        tool_types: tuple[str, ...] = (),
        ids: tuple[str, ...] = (),
        without_types: tuple[str, ...] = (),
        tags: tuple[str, ...] = (),
        only_lettas: bool = False,
    ) -> list[Tool]:
        """`tags` are tags of which a tool must have one."""
        where = Where()
        where.equals("name", name)
        for column, wanted in (
            ("name IN", names),
            ("tool_type IN", tool_types),
            ("id IN", ids),
            ("tool_type NOT IN", without_types),
        ):
            if wanted:
                where.add(f"{column} (SELECT value FROM json_each(?))", to_json(wanted))
        if tags:
            where.add(
                "EXISTS (SELECT 1 FROM json_each(body, '$.tags') WHERE value IN (SELECT value FROM json_each(?)))",
                to_json(tags),
            )
        if only_lettas:
            where.add("tool_type GLOB 'letta_*'")
        if search:
            where.add("instr(lower(name), lower(?)) > 0", search)
        return [tool_of(row) for row in select_page(self.driver, "tools", where, page)]

    def count(self) -> int:
        return int(self.driver.execute("SELECT count(*) AS n FROM tools")[0]["n"])

    def of_agent(self, agent_id: str) -> list[Tool]:
        """An agent's tools in the order they were attached, which is their order in the request."""
        rows = self.driver.execute(
            "SELECT tools.* FROM agent_tools JOIN tools ON tools.id = tool_id WHERE agent_id = ?"
            " ORDER BY agent_tools.seq",
            [agent_id],
        )
        return [tool_of(row) for row in rows]

    def page_of_agent(self, agent_id: str, page: Page) -> list[Tool]:
        where = Where()
        where.add("id IN (SELECT tool_id FROM agent_tools WHERE agent_id = ?)", agent_id)
        return [tool_of(row) for row in select_page(self.driver, "tools", where, page)]


def tool_of(row: Row) -> Tool:
    return Tool.model_validate(json.loads(row["body"]))

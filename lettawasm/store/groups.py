"""Groups of agents. Their conversations are made of messages that stand in the agents' own histories."""

import json

from ..db import atomic
from ..errors import NotFound
from ..ports import Row
from ..schemas.groups import Group, GroupSettings, ManagerType
from ..schemas.messages import Message
from .message_rows import message_of
from .table import Page, Table, Where, select_page

MOST_UNHEARD = 100  # messages that an agent is told when its turn comes


class Groups(Table):
    @atomic
    def create(
        self,
        manager_type: ManagerType,
        manager_agent_id: str | None,
        settings: GroupSettings,
        agent_ids: list[str],
        block_ids: list[str],
    ) -> Group:
        group_id, now = self.clock.new_id("group"), self.clock.now()
        self.driver.execute(
            "INSERT INTO agent_groups (id, manager_type, manager_agent_id, body, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [group_id, manager_type, manager_agent_id, settings.model_dump_json(), now, now],
        )
        self._relate(group_id, agent_ids, block_ids)
        return self.get(group_id)

    def get(self, group_id: str) -> Group:
        rows = self.driver.execute("SELECT * FROM agent_groups WHERE id = ?", [group_id])
        if not rows:
            raise NotFound(f"Group with id {group_id} not found.")
        return self._group(rows[0])

    def find(
        self, page: Page, *, manager_type: str | None = None, project_id: str | None = None, hidden: bool
    ) -> list[Group]:
        """With `hidden`, those that are hidden too."""
        where = Where()
        where.equals("manager_type", manager_type)
        where.equals("json_extract(body, '$.project_id')", project_id)
        if not hidden:
            where.add("NOT coalesce(json_extract(body, '$.hidden'), 0)")
        return [self._group(row) for row in select_page(self.driver, "agent_groups", where, page)]

    def count(self) -> int:
        return int(self.driver.execute("SELECT count(*) AS n FROM agent_groups")[0]["n"])

    def managed_by(self, agent_id: str) -> Group | None:
        """The newest group that an agent manages."""
        rows = self.driver.execute(
            "SELECT * FROM agent_groups WHERE manager_agent_id = ? ORDER BY seq DESC LIMIT 1", [agent_id]
        )
        return self._group(rows[0]) if rows else None

    @atomic
    def update(self, group: Group) -> Group:
        """Make a group what `group` says."""
        settings = GroupSettings.model_validate(group.model_dump())
        self.driver.execute(
            "UPDATE agent_groups SET manager_type = ?, manager_agent_id = ?, body = ?, updated_at = ? WHERE id = ?",
            [
                *(group.manager_type, group.manager_agent_id, settings.model_dump_json()),
                *(self.clock.now(), group.id),
            ],
        )
        for table in ("group_agents", "group_blocks"):
            self.driver.execute(f"DELETE FROM {table} WHERE group_id = ?", [group.id])
        self._relate(group.id, group.agent_ids, group.shared_block_ids)
        return self.get(group.id)

    def delete(self, group_id: str) -> None:
        """Delete a group. Its agents stay, with all that was said."""
        self.get(group_id)
        self.driver.execute("DELETE FROM agent_groups WHERE id = ?", [group_id])

    # Turns of an agent whose memory others tend

    def count_turn(self, group_id: str) -> int:
        """One turn more; how many there are since the last hand-over."""
        rows = self.driver.execute(
            "UPDATE agent_groups SET turns = turns + 1 WHERE id = ? RETURNING turns", [group_id]
        )
        return int(rows[0]["turns"]) if rows else 0

    def hand_over(self, group_id: str, last_message_id: str) -> None:
        """Remember up to which message what was said was handed over."""
        self.driver.execute(
            "UPDATE agent_groups SET turns = 0, last_message_id = ? WHERE id = ?", [last_message_id, group_id]
        )

    # The conversation

    @atomic
    def note(self, group_id: str, messages: list[Message]) -> None:
        """Make stored messages a part of the group's conversation, as far as both are still there."""
        for message in messages:
            self.driver.execute(
                "INSERT OR IGNORE INTO group_messages (group_id, message_id) SELECT agent_groups.id, messages.id"
                " FROM agent_groups, messages WHERE agent_groups.id = ? AND messages.id = ?",
                [group_id, message.id],
            )

    def messages(self, group_id: str, page: Page) -> list[Message]:
        where = Where()
        where.add("id IN (SELECT message_id FROM group_messages WHERE group_id = ?)", group_id)
        by_age = Page(page.limit, page.before, page.after, page.order, order_by="seq")
        return [message_of(row) for row in select_page(self.driver, "messages", where, by_age)]

    def unheard(self, group_id: str, agent_id: str) -> list[Message]:
        """What was said in the group since the agent last spoke there: the newest of it, in order."""
        rows = self.driver.execute(
            "SELECT messages.* FROM group_messages JOIN messages ON messages.id = message_id"
            " WHERE group_id = ? AND seq > (SELECT coalesce(max(seq), 0) FROM group_messages"
            " JOIN messages ON messages.id = message_id WHERE group_id = ? AND agent_id = ? AND role <> 'user')"
            " ORDER BY seq DESC LIMIT ?",
            [group_id, group_id, agent_id, MOST_UNHEARD],
        )
        return [message_of(row) for row in rows[::-1]]

    def forget(self, group_id: str) -> None:
        """Begin the group's conversation anew. What was said stays in the agents' histories."""
        self.driver.execute("DELETE FROM group_messages WHERE group_id = ?", [group_id])

    def _if_there(self, message_id: str | None) -> str | None:
        """A message goes with its conversation."""
        rows = self.driver.execute("SELECT id FROM messages WHERE id = ?", [message_id]) if message_id else []
        return str(rows[0]["id"]) if rows else None

    def _relate(self, group_id: str, agent_ids: list[str], block_ids: list[str]) -> None:
        for agent_id in dict.fromkeys(agent_ids):
            self.driver.execute(
                "INSERT INTO group_agents (group_id, agent_id) VALUES (?, ?)", [group_id, agent_id]
            )
        for block_id in dict.fromkeys(block_ids):
            self.driver.execute(
                "INSERT INTO group_blocks (group_id, block_id) VALUES (?, ?)", [group_id, block_id]
            )

    def _group(self, row: Row) -> Group:
        agents = self.driver.execute(
            "SELECT agent_id FROM group_agents WHERE group_id = ? ORDER BY seq", [row["id"]]
        )
        blocks = self.driver.execute("SELECT block_id FROM group_blocks WHERE group_id = ?", [row["id"]])
        return Group(
            id=row["id"],
            manager_type=row["manager_type"],
            manager_agent_id=row["manager_agent_id"],
            agent_ids=[each["agent_id"] for each in agents],
            shared_block_ids=[each["block_id"] for each in blocks],
            turns_counter=row["turns"] if row["manager_type"] == "sleeptime" else None,
            last_processed_message_id=self._if_there(row["last_message_id"]),
            **json.loads(row["body"]),
        )

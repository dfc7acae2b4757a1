"""Replies whose tool calls wait: for a person who approves of them, or for the client that runs them.

That a reply waits stands here and nowhere else. Only its answer ends it (`close`): no edit of the context, no
other message and no restart does.
"""

from ..schemas.messages import Message
from .recall import message_of
from .table import Table

LOOKED_BACK = 10  # answers among which one that comes a second time is known again


class Approvals(Table):
    def open(self, message: Message) -> None:
        self.driver.execute(
            "INSERT INTO approvals (message_id, agent_id) VALUES (?, ?)", [message.id, message.agent_id]
        )

    def pending(self, agent_id: str) -> Message | None:
        """The reply of the agent that waits."""
        rows = self.driver.execute(
            "SELECT messages.* FROM approvals JOIN messages ON messages.id = message_id"
            " WHERE approvals.agent_id = ? ORDER BY seq LIMIT 1",
            [agent_id],
        )
        return message_of(rows[0]) if rows else None

    def close(self, message: Message) -> None:
        self.driver.execute("DELETE FROM approvals WHERE message_id = ?", [message.id])

    def answered(self, agent_id: str, calls: set[str]) -> Message | None:
        """The answer that was given to exactly these calls, if it is among the last."""
        rows = self.driver.execute(
            "SELECT * FROM messages WHERE agent_id = ? AND role = 'approval' ORDER BY seq DESC LIMIT ?",
            [agent_id, LOOKED_BACK],
        )
        found = (message_of(row) for row in rows)
        return next((m for m in found if {one["tool_call_id"] for one in m.approvals} == calls), None)

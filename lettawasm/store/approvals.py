"""Tool calls that wait, or waited, for somebody's word: a person's, or the return from the client that runs them.

That a reply waits stands here and nowhere else. Only its answer ends it (`close`): no edit of the context, no
other message and no restart does. A call keeps its row, so that an answer which comes twice is known for ever.
"""

from collections.abc import Set

from ..db import atomic
from ..schemas.base import DEFAULT
from ..schemas.messages import Message
from .message_rows import message_of
from .table import Table, to_json


class Approvals(Table):
    @atomic
    def open(self, reply: Message) -> None:
        """Let a stored reply wait."""
        for call_id in dict.fromkeys(reply.waits_for):
            self.driver.execute(
                "INSERT INTO approvals (agent_id, call_id, message_id) VALUES (?, ?, ?)",
                [reply.agent_id, call_id, reply.id],
            )

    def pending(self, agent_id: str, conversation_id: str = DEFAULT) -> Message | None:
        """The reply that waits in a conversation."""
        waiting = self.all_pending(agent_id)
        return next((reply for reply in waiting if reply.conversation_id == conversation_id), None)

    def all_pending(self, agent_id: str) -> list[Message]:
        """The replies that wait in an agent's conversations, one in each at most."""
        rows = self.driver.execute(
            "SELECT DISTINCT messages.* FROM approvals JOIN messages ON messages.id = message_id"
            " WHERE approvals.agent_id = ? AND answer_id IS NULL ORDER BY seq",
            [agent_id],
        )
        return [message_of(row) for row in rows]

    def everywhere(self, limit: int) -> list[Message]:
        """The replies that wait, of all agents, the oldest first."""
        rows = self.driver.execute(
            "SELECT * FROM messages WHERE id IN (SELECT message_id FROM approvals WHERE answer_id IS NULL)"
            " ORDER BY seq LIMIT ?",
            [limit],
        )
        return [message_of(row) for row in rows]

    def close(self, reply: Message, answer: Message) -> None:
        """Let a reply wait no longer: `answer` is its answer."""
        self.driver.execute(
            "UPDATE approvals SET answer_id = ? WHERE agent_id = ? AND message_id = ?",
            [answer.id, reply.agent_id, reply.id],
        )

    def answered(self, agent_id: str, calls: Set[str], conversation_id: str = DEFAULT) -> Message | None:
        """The answer that was given there to exactly these calls."""
        rows = self.driver.execute(
            "SELECT * FROM messages WHERE id = (SELECT answer_id FROM approvals WHERE agent_id = ? AND call_id ="
            " (SELECT value FROM json_each(?) LIMIT 1)) AND conversation_id = ?",
            [agent_id, to_json(sorted(calls)), conversation_id],
        )
        found = message_of(rows[0]) if rows else None
        return found if found and {one["tool_call_id"] for one in found.approvals} == calls else None

    def knows(self, agent_id: str, call_id: str) -> bool:
        """Whether a call of this id ever waited. Another must not have it: an old answer would fit it."""
        return bool(
            self.driver.execute(
                "SELECT 1 FROM approvals WHERE agent_id = ? AND call_id = ?", [agent_id, call_id]
            )
        )

"""Tool calls that wait, or waited, for somebody's word: a person's, or the return from the client that runs them.

That a reply waits stands here and nowhere else. Only its answer ends it (`close`): no edit of the context, no
other message and no restart does. A call keeps its row, so that an answer which comes twice is known for ever.
"""

from collections.abc import Set

from ..db import atomic
from ..schemas.messages import Message
from .recall import message_of
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

    def pending(self, agent_id: str) -> Message | None:
        """The reply of the agent that waits."""
        rows = self.driver.execute(
            "SELECT messages.* FROM approvals JOIN messages ON messages.id = message_id"
            " WHERE approvals.agent_id = ? AND answer_id IS NULL ORDER BY seq LIMIT 1",
            [agent_id],
        )
        return message_of(rows[0]) if rows else None

    def close(self, reply: Message, answer: Message) -> None:
        """Let a reply wait no longer: `answer` is its answer."""
        self.driver.execute(
            "UPDATE approvals SET answer_id = ? WHERE agent_id = ? AND message_id = ?",
            [answer.id, reply.agent_id, reply.id],
        )

    def answered(self, agent_id: str, calls: Set[str]) -> Message | None:
        """The answer that was given to exactly these calls."""
        rows = self.driver.execute(
            "SELECT * FROM messages WHERE id = (SELECT answer_id FROM approvals WHERE agent_id = ? AND call_id ="
            " (SELECT value FROM json_each(?) LIMIT 1))",
            [agent_id, to_json(sorted(calls))],
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

"""Recall memory: every message an agent ever saw or said, in any of its conversations."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..db import atomic
from ..errors import NotFound
from ..model import Text
from ..ports import Row
from ..schemas.base import DEFAULT
from ..schemas.messages import Message
from .contexts import CONVERSATION, IN_CONTEXT, OUTSIDE, SUMMARY, SYSTEM_PROMPT, Contexts, within
from .message_rows import body_of, message_of, searchable, tokens_of
from .table import Page, Where, chunks, marks, numbered

__all__ = ["CONVERSATION", "OUTSIDE", "SUMMARY", "SYSTEM_PROMPT", "Recall"]


class Recall(Contexts):
    def draft(self, agent_id: str, role: str, **fields: Any) -> Message:
        """A message with an id and a time, not stored yet, so that its pieces can be streamed under its id."""
        return Message(
            id=self.clock.new_id("message"),
            agent_id=agent_id,
            role=role,  # type: ignore[arg-type]
            created_at=self.clock.now(),
            **fields,
        )

    @atomic
    def append(self, message: Message, place: int = CONVERSATION) -> Message:
        """Store a message at the end of its agent's history and of its conversation."""
        message = replace(message, tokens=tokens_of(message))
        rows = self.driver.execute(
            "INSERT INTO messages (id, agent_id, number, role, text, body, tokens, place, run_id, step_id, otid,"
            " conversation_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq",
            [
                *(message.id, message.agent_id, self.count(message.agent_id) + 1, message.role),
                *(searchable(message), body_of(message), message.tokens, place, message.run_id),
                *(message.step_id, message.otid, message.conversation_id, message.created_at),
            ],
        )
        if place == SYSTEM_PROMPT:
            self.versions.touch("prompt", message.id)
        return replace(message, seq=rows[0]["seq"])

    def get(self, message_id: str) -> Message:
        rows = self.driver.execute("SELECT * FROM messages WHERE id = ?", [message_id])
        if not rows:
            raise NotFound(f"Message with id {message_id} not found.")
        return message_of(rows[0])

    def with_otid(self, agent_id: str, otid: str, conversation_id: str = DEFAULT) -> Message | None:
        rows = self.driver.execute(
            "SELECT * FROM messages WHERE agent_id = ? AND conversation_id = ? AND otid = ?",
            [agent_id, conversation_id, otid],
        )
        return message_of(rows[0]) if rows else None

    def is_last_word_of(self, message: Message) -> bool:
        """Whether nobody has sent anything there after this message, which still stands in its context."""
        rows = self.driver.execute(
            f"SELECT max(seq) AS newest FROM messages WHERE {IN_CONTEXT} AND role = ?",
            [message.agent_id, message.conversation_id, message.role],
        )
        return bool(rows[0]["newest"] == message.seq)

    def find(
        self,
        page: Page,
        *,
        agent_id: str | None = None,
        conversation_id: str | None = None,
        run_id: str | None = None,
        step_id: str | None = None,
    ) -> list[Message]:
        """A page of history in the page's order. Raises NotFound for an unknown cursor.

        In a run or a step, cursors follow the order, as everywhere. In a whole history they are about time,
        whatever the order: `before` means older, `after` means newer. What is next to the cursor comes first.
        """
        where = Where()
        where.equals("agent_id", agent_id)
        within(where, conversation_id)
        where.equals("run_id", run_id)
        where.equals("step_id", step_id)
        by_time = page.order == "asc" or not (run_id or step_id)
        signs = "<>" if by_time else "><"
        for cursor, sign in zip((page.before, page.after), signs, strict=True):
            if cursor is not None:
                where.add(f"seq {sign} ?", self._cursor(cursor, agent_id))
        backwards = page.before is not None and page.after is None and (page.order == "asc" or not by_time)
        order = {"asc": "desc", "desc": "asc"}[page.order] if backwards else page.order
        sql = f"SELECT * FROM messages{where.sql} ORDER BY seq {order} LIMIT ?"
        rows = self.driver.execute(sql, [*where.params, page.limit])
        return [message_of(row) for row in (rows[::-1] if backwards else rows)]

    def numbered(self, seqs: Sequence[int]) -> dict[int, Message]:
        """Messages by the numbers of their rows, in this order."""
        return {row["seq"]: message_of(row) for row in numbered(self.driver, "messages", seqs)}

    def said_between(
        self, agent_id: str, seq: int, moment: str, conversation_id: str = DEFAULT
    ) -> list[Message]:
        """What was stored in a conversation after a row, and by a time."""
        rows = self.driver.execute(
            "SELECT * FROM messages WHERE agent_id = ? AND seq > ? AND conversation_id = ? AND created_at <= ?"
            " ORDER BY seq",
            [agent_id, seq, conversation_id, moment],
        )
        return [message_of(row) for row in rows]

    def of_runs(self, run_ids: list[str]) -> list[Message]:
        """What several runs said, in order."""
        rows: list[Row] = []
        for few in chunks(run_ids):
            rows += self.driver.execute(
                f"SELECT * FROM messages WHERE run_id IN ({marks(few)}) ORDER BY seq", few
            )
        return [message_of(row) for row in rows]

    def turn_so_far(self, agent_id: str, conversation_id: str = DEFAULT) -> list[Message]:
        """What was said since somebody last sent a message there. A reminder of our own is none."""
        rows = self.driver.execute(
            "SELECT seq FROM messages WHERE agent_id = ? AND conversation_id = ? AND role IN ('user', 'system')"
            " AND place <> ? AND json_extract(body, '$.extra.reminder') IS NULL ORDER BY seq DESC LIMIT 1",
            [agent_id, conversation_id, SYSTEM_PROMPT],
        )
        start = rows[0]["seq"] if rows else 0
        found = self.driver.execute(
            "SELECT * FROM messages WHERE agent_id = ? AND seq > ? AND conversation_id = ? ORDER BY seq",
            [agent_id, start, conversation_id],
        )
        return [message_of(row) for row in found]

    def count(self, agent_id: str) -> int:
        """How many messages the agent has. They are numbered, so the last one knows."""
        rows = self.driver.execute(
            "SELECT number FROM messages WHERE agent_id = ? ORDER BY seq DESC LIMIT 1", [agent_id]
        )
        return int(rows[0]["number"]) if rows else 0

    def system_prompt_tokens(self, agent_id: str, conversation_id: str = DEFAULT) -> int:
        found = self._system_prompt(agent_id, conversation_id)
        return found.tokens if found else 0

    @atomic
    def set_system_prompt(self, agent_id: str, text: str, conversation_id: str = DEFAULT) -> Message:
        """Rewrite a conversation's system prompt in its place, or store its first one."""
        old = self._system_prompt(agent_id, conversation_id)
        if old is None:
            draft = self.draft(agent_id, "system", content=(Text(text),), conversation_id=conversation_id)
            return self.append(draft, SYSTEM_PROMPT)
        message = replace(old, content=(Text(text),))
        self.driver.execute(
            "UPDATE messages SET body = ?, tokens = ? WHERE id = ?",
            [body_of(message), tokens_of(message), message.id],
        )
        self.versions.touch("prompt", message.id)
        return message

    def _system_prompt(self, agent_id: str, conversation_id: str) -> Message | None:
        rows = self.driver.execute(
            f"SELECT * FROM messages WHERE {IN_CONTEXT} AND place = ?",
            [agent_id, conversation_id, SYSTEM_PROMPT],
        )
        return message_of(rows[0]) if rows else None

    @atomic
    def set_context(self, agent_id: str, message_ids: list[str]) -> None:
        """Make exactly these messages the agent's own context, beside the system prompt. Raises NotFound for a
        stranger.
        """
        self.leave_context(agent_id)
        for message_id in message_ids:
            message = self.get(message_id)
            if (message.agent_id, message.conversation_id) != (agent_id, DEFAULT):
                raise NotFound(f"No message found with id '{message_id}' for agent '{agent_id}'.")
            place = SUMMARY if message.role == "summary" else CONVERSATION
            self.driver.execute(
                "UPDATE messages SET place = ? WHERE id = ? AND place <> ?",
                [place, message_id, SYSTEM_PROMPT],
            )

    def supersede(self, message_id: str) -> None:
        """Put a message out of the context, and free its otid for the one that takes its place."""
        self.driver.execute("UPDATE messages SET place = 0, otid = NULL WHERE id = ?", [message_id])

    def forget_deleted(self) -> None:
        """Delete the messages of conversations that are gone, except for those that a fork still shows."""
        gone = (
            "FROM messages WHERE conversation_id <> 'default'"
            " AND conversation_id NOT IN (SELECT id FROM conversations) AND seq NOT IN (SELECT seq FROM inherited)"
        )
        self.versions.drop(f"SELECT id {gone} AND role = 'system'", [])
        self.driver.execute(f"DELETE {gone}")

    def forget_source(self, source: str) -> int:
        """Delete the messages that a source brought in, and the conversations of which nothing is left then. Returns
        how many messages went.
        """
        rows = self.driver.execute(
            "DELETE FROM messages WHERE json_extract(body, '$.extra.source') = ? RETURNING conversation_id",
            [source],
        )
        for conversation_id in {row["conversation_id"] for row in rows} - {DEFAULT}:
            self.driver.execute(
                "DELETE FROM conversations WHERE id = ? AND NOT EXISTS (SELECT 1 FROM messages"
                " WHERE conversation_id = conversations.id AND conversation_id <> 'default' AND place <> ?)",
                [conversation_id, SYSTEM_PROMPT],
            )
        self.forget_deleted()
        return len(rows)

    def forget_after(self, agent_id: str, moment: str) -> None:
        """Delete what was said after a time, with the runs of that time."""
        for table in ("messages", "runs"):
            self.driver.execute(
                f"DELETE FROM {table} WHERE agent_id = ? AND created_at > ?", [agent_id, moment]
            )

    def _cursor(self, message_id: str, agent_id: str | None) -> int:
        rows = self.driver.execute("SELECT seq, agent_id FROM messages WHERE id = ?", [message_id])
        if not rows or agent_id not in (None, rows[0]["agent_id"]):
            owner = f" for agent '{agent_id}'" if agent_id else ""
            raise NotFound(f"No message found with id '{message_id}'{owner}.")
        return int(rows[0]["seq"])

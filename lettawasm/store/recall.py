"""Recall memory: every message an agent ever saw or said, and which of them stand in its context."""

import json
from dataclasses import dataclass, replace
from typing import Any

from ..db import atomic
from ..errors import NotFound
from ..model import Image, Text, ToolCall
from ..ports import Row
from ..schemas.messages import Message, ToolReturn
from ..tokens import estimate_tokens
from .table import Page, Table, Where, chunks, marks, to_json
from .words import find_words

# Where a message stands in the context. The prompt is ordered by place, then by age. The index of what is in
# context is used only by statements that say `place > 0` in these words.
OUTSIDE, SYSTEM_PROMPT, SUMMARY, CONVERSATION = 0, 1, 2, 3

IMAGE_TOKENS = 1_000  # what providers charge for a middle-sized picture, roughly
MESSAGE_TOKENS = 4  # the frame around each message


@dataclass(frozen=True, slots=True)
class Hit:
    message: Message
    score: float


class Recall(Table):
    def draft(self, agent_id: str, role: str, **fields: Any) -> Message:
        """A message with an id and a time, not stored yet, so that its pieces can be streamed under its id."""
        return Message(
            id=self.clock.new_id("message"),
            agent_id=agent_id,
            role=role,  # type: ignore[arg-type]
            created_at=self.clock.now(),
            **fields,
        )

    def append(self, message: Message, place: int = CONVERSATION) -> Message:
        """Store a message at the end of its agent's history."""
        message = replace(message, tokens=tokens_of(message))
        rows = self.driver.execute(
            "INSERT INTO messages (id, agent_id, number, role, text, body, tokens, place, run_id, step_id, otid,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq",
            [
                *(message.id, message.agent_id, self.count(message.agent_id) + 1, message.role),
                *(searchable(message), to_json(_body(message)), message.tokens, place),
                *(message.run_id, message.step_id, message.otid, message.created_at),
            ],
        )
        return replace(message, seq=rows[0]["seq"])

    def get(self, message_id: str) -> Message:
        rows = self.driver.execute("SELECT * FROM messages WHERE id = ?", [message_id])
        if not rows:
            raise NotFound(f"Message with id {message_id} not found.")
        return message_of(rows[0])

    def with_otid(self, agent_id: str, otid: str) -> Message | None:
        rows = self.driver.execute("SELECT * FROM messages WHERE agent_id = ? AND otid = ?", [agent_id, otid])
        return message_of(rows[0]) if rows else None

    def is_last_word_of(self, message: Message) -> bool:
        """Whether nobody has sent the agent anything after this message, which still stands in its context."""
        rows = self.driver.execute(
            "SELECT max(seq) AS newest FROM messages WHERE agent_id = ? AND role = ? AND place > 0",
            [message.agent_id, message.role],
        )
        return bool(rows[0]["newest"] == message.seq)

    def find(
        self,
        page: Page,
        *,
        agent_id: str | None = None,
        run_id: str | None = None,
        step_id: str | None = None,
    ) -> list[Message]:
        """A page of history in the page's order. Raises NotFound for an unknown cursor.

        In a run or a step, cursors follow the order, as everywhere. In a whole history they are about time,
        whatever the order: `before` means older, `after` means newer.
        """
        where = Where()
        where.equals("agent_id", agent_id)
        where.equals("run_id", run_id)
        where.equals("step_id", step_id)
        signs = "<>" if page.order == "asc" or not (run_id or step_id) else "><"
        for cursor, sign in zip((page.before, page.after), signs, strict=True):
            if cursor is not None:
                where.add(f"seq {sign} ?", self._cursor(cursor, agent_id))
        sql = f"SELECT * FROM messages{where.sql} ORDER BY seq {page.order} LIMIT ?"
        return [message_of(row) for row in self.driver.execute(sql, [*where.params, page.limit])]

    def of_runs(self, run_ids: list[str]) -> list[Message]:
        """What several runs said, in order."""
        rows: list[Row] = []
        for few in chunks(run_ids):
            rows += self.driver.execute(
                f"SELECT * FROM messages WHERE run_id IN ({marks(few)}) ORDER BY seq", few
            )
        return [message_of(row) for row in rows]

    def turn_so_far(self, agent_id: str) -> list[Message]:
        """What was said since somebody last sent the agent a message. A reminder of our own is none."""
        rows = self.driver.execute(
            "SELECT seq FROM messages WHERE agent_id = ? AND role IN ('user', 'system') AND place <> ?"
            " AND json_extract(body, '$.extra.reminder') IS NULL ORDER BY seq DESC LIMIT 1",
            [agent_id, SYSTEM_PROMPT],
        )
        start = rows[0]["seq"] if rows else 0
        found = self.driver.execute(
            "SELECT * FROM messages WHERE agent_id = ? AND seq > ? ORDER BY seq", [agent_id, start]
        )
        return [message_of(row) for row in found]

    def count(self, agent_id: str) -> int:
        """How many messages the agent has. They are numbered, so the last one knows."""
        rows = self.driver.execute(
            "SELECT number FROM messages WHERE agent_id = ? ORDER BY seq DESC LIMIT 1", [agent_id]
        )
        return int(rows[0]["number"]) if rows else 0

    # The context

    def context(self, agent_id: str) -> list[Message]:
        """What the model sees: the system prompt, a summary if there is one, then the conversation."""
        rows = self.driver.execute(
            "SELECT * FROM messages WHERE agent_id = ? AND place > 0 ORDER BY place, seq", [agent_id]
        )
        return [message_of(row) for row in rows]

    def context_ids(self, agent_id: str) -> list[str]:
        rows = self.driver.execute(
            "SELECT id FROM messages WHERE agent_id = ? AND place > 0 ORDER BY place, seq", [agent_id]
        )
        return [row["id"] for row in rows]

    def system_prompt_tokens(self, agent_id: str) -> int:
        rows = self.driver.execute(
            "SELECT tokens FROM messages WHERE agent_id = ? AND place > 0 AND place = ?",
            [agent_id, SYSTEM_PROMPT],
        )
        return int(rows[0]["tokens"]) if rows else 0

    def set_system_prompt(self, agent_id: str, text: str) -> Message:
        """Rewrite the agent's system prompt in its place, or store its first one."""
        rows = self.driver.execute(
            "SELECT * FROM messages WHERE agent_id = ? AND place > 0 AND place = ?", [agent_id, SYSTEM_PROMPT]
        )
        if not rows:
            return self.append(self.draft(agent_id, "system", content=(Text(text),)), SYSTEM_PROMPT)
        message = replace(message_of(rows[0]), content=(Text(text),))
        self.driver.execute(
            "UPDATE messages SET body = ?, tokens = ? WHERE id = ?",
            [to_json(_body(message)), tokens_of(message), message.id],
        )
        return message

    @atomic
    def set_context(self, agent_id: str, message_ids: list[str]) -> None:
        """Make exactly these messages the context, beside the system prompt. Raises NotFound for a stranger."""
        self.leave_context(agent_id, None)
        for message_id in message_ids:
            message = self.get(message_id)
            if message.agent_id != agent_id:
                raise NotFound(f"No message found with id '{message_id}' for agent '{agent_id}'.")
            place = SUMMARY if message.role == "summary" else CONVERSATION
            self.driver.execute(
                "UPDATE messages SET place = ? WHERE id = ? AND place <> ?",
                [place, message_id, SYSTEM_PROMPT],
            )

    def leave_context(self, agent_id: str, before: int | None) -> None:
        """Put everything but the system prompt out of the context; with `before`, only the conversation that is older
        than that seq.
        """
        where = Where()
        where.add("agent_id = ? AND place > 0 AND place > ?", agent_id, SYSTEM_PROMPT)
        if before is not None:
            where.add("place = ? AND seq < ?", CONVERSATION, before)
        self.driver.execute(f"UPDATE messages SET place = 0{where.sql}", where.params)

    def drop_from_context(self, message_id: str) -> None:
        self.driver.execute("UPDATE messages SET place = 0 WHERE id = ?", [message_id])

    def supersede(self, message_id: str) -> None:
        """Put a message out of the context, and free its otid for the one that takes its place."""
        self.driver.execute("UPDATE messages SET place = 0, otid = NULL WHERE id = ?", [message_id])

    # Search

    def search(
        self,
        query: str | None,
        *,
        agent_id: str | None = None,
        roles: tuple[str, ...] = ("user", "assistant"),
        start: str | None = None,
        end: str | None = None,
        limit: int = 10,
    ) -> list[Hit]:
        """Messages that have some of the query's words, the best first; without a query, the newest first."""
        where = Where()
        where.equals("messages.agent_id", agent_id)
        where.add(f"messages.role IN ({marks(roles)}) AND messages.text <> ''", *roles)
        if start:
            where.add("messages.created_at >= ?", start)
        if end:
            where.add("messages.created_at <= ?", end)
        rows = find_words(self.driver, "messages", query, where, limit)
        return [Hit(message_of(row), row["score"]) for row in rows]

    def _cursor(self, message_id: str, agent_id: str | None) -> int:
        rows = self.driver.execute("SELECT seq, agent_id FROM messages WHERE id = ?", [message_id])
        if not rows or agent_id not in (None, rows[0]["agent_id"]):
            owner = f" for agent '{agent_id}'" if agent_id else ""
            raise NotFound(f"No message found with id '{message_id}'{owner}.")
        return int(rows[0]["seq"])


def tokens_of(message: Message) -> int:
    """What a message costs in the prompt, estimated."""
    text = message.text + "".join(call.name + call.arguments for call in message.tool_calls)
    text += "".join(answer.text for answer in message.tool_returns)
    pictures = sum(isinstance(part, Image) for part in message.content)
    return MESSAGE_TOKENS + estimate_tokens(text) + IMAGE_TOKENS * pictures


def searchable(message: Message) -> str:
    """What full-text search sees. Results of searches are left out, or each would be found again next time."""
    if message.role == "system":
        return ""
    if message.role == "tool":
        return "\n".join(answer.text for answer in message.tool_returns if "search" not in answer.name)
    return message.text


def _body(message: Message) -> dict[str, Any]:
    parts = [{"text": p.text} if isinstance(p, Text) else {"image": p.url} for p in message.content]
    body: dict[str, Any] = {
        "content": parts,
        "reasoning": message.reasoning,
        "tool_calls": [[call.id, call.name, call.arguments] for call in message.tool_calls],
        "tool_returns": [
            [r.tool_call_id, r.name, r.text, r.is_error, r.stderr, r.stdout, r.ran]
            for r in message.tool_returns
        ],
        "waits_for": message.waits_for,
        "approvals": message.approvals,
        "name": message.name,
        "sender_id": message.sender_id,
        "model": message.model,
        "extra": message.extra,
    }
    return {key: value for key, value in body.items() if value}


def message_of(row: Row) -> Message:
    body = json.loads(row["body"])
    return Message(
        id=row["id"],
        agent_id=row["agent_id"],
        role=row["role"],
        created_at=row["created_at"],
        content=tuple(Text(p["text"]) if "text" in p else Image(p["image"]) for p in body.get("content", ())),
        reasoning=body.get("reasoning", ""),
        tool_calls=tuple(ToolCall(*call) for call in body.get("tool_calls", ())),
        tool_returns=tuple(ToolReturn(*answer) for answer in body.get("tool_returns", ())),
        waits_for=tuple(body.get("waits_for", ())),
        approvals=tuple(body.get("approvals", ())),
        name=body.get("name"),
        sender_id=body.get("sender_id"),
        model=body.get("model"),
        extra=body.get("extra", {}),
        otid=row["otid"],
        run_id=row["run_id"],
        step_id=row["step_id"],
        tokens=row["tokens"],
        seq=row["seq"],
    )

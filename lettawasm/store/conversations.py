"""Conversations: one row for each. Their messages are in recall memory, with everyone else's."""

import json
from dataclasses import replace
from typing import Any

from ..errors import NotFound
from ..ports import Row
from ..schemas.conversations import Conversation, ConversationSettings
from .table import Page, Table, Where, select_page, to_json

# What can be null and be sorted by all the same: who has none comes as the oldest.
_KEYS = {
    "last_message_at": "coalesce(last_message_at, '')",
    "last_run_completion": """coalesce(
    (SELECT max(completed_at) FROM runs WHERE runs.conversation_id <> 'default'
        AND runs.conversation_id = conversations.id), '')""",
}


class Conversations(Table):
    def create(
        self,
        agent_id: str,
        settings: ConversationSettings,
        *,
        llm: dict[str, Any] | None = None,
        summary: str | None = None,
        hidden: bool = False,
        created_at: str | None = None,
        last_message_at: str | None = None,
    ) -> Conversation:
        """Begin a conversation, or store one that began earlier, somewhere else."""
        now, new_id = self.clock.now(), self.clock.new_id("conv")
        self.driver.execute(
            "INSERT INTO conversations (id, agent_id, summary, settings, llm, hidden, created_at, updated_at,"
            " last_message_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(new_id, agent_id, summary, settings.model_dump_json(), to_json(llm) if llm else None),
                *(int(hidden), created_at or now, now, last_message_at),
            ],
        )
        return self.get(new_id)

    def get(self, conversation_id: str) -> Conversation:
        rows = self.driver.execute("SELECT * FROM conversations WHERE id = ?", [conversation_id])
        if not rows:
            raise NotFound(f"Conversation with id {conversation_id} not found")
        return _conversation(rows[0])

    def find(
        self,
        page: Page,
        *,
        agent_id: str | None = None,
        summary: str | None = None,
        archived: bool | None = None,
        with_hidden: bool = False,
    ) -> list[Conversation]:
        """Conversations with `summary` somewhere in theirs."""
        where = Where()
        if not with_hidden:
            where.add("hidden = 0")
        where.equals("agent_id", agent_id)
        if archived is not None:
            where.add("archived_at IS NOT NULL" if archived else "archived_at IS NULL")
        if summary:
            where.add("instr(lower(summary), lower(?)) > 0", summary)
        page = replace(page, order_by=_KEYS.get(page.order_by, page.order_by))
        return [_conversation(row) for row in select_page(self.driver, "conversations", where, page)]

    def update(self, changed: Conversation) -> Conversation:
        """Store a conversation as it is now."""
        self.driver.execute(
            "UPDATE conversations SET summary = ?, settings = ?, llm = ?, archived_at = ?, last_message_at = ?,"
            " updated_at = ? WHERE id = ?",
            [
                *(changed.summary, changed.settings.model_dump_json()),
                *(to_json(changed.llm) if changed.llm else None, changed.archived_at),
                *(changed.last_message_at, self.clock.now(), changed.id),
            ],
        )
        return self.get(changed.id)

    def note_message(self, conversation_id: str) -> None:
        """Remember when somebody last sent something here."""
        self.driver.execute(
            "UPDATE conversations SET last_message_at = ? WHERE id = ?", [self.clock.now(), conversation_id]
        )

    def delete(self, conversation_id: str) -> None:
        self.driver.execute("DELETE FROM conversations WHERE id = ?", [conversation_id])

    def memory_of_visitor(self, conversation_id: str) -> str | None:
        """What a conversation has of its agent's memory if it is that of a widget's visitor: none, or shared. None if
        it is the owner's.
        """
        rows = self.driver.execute(
            "SELECT json_extract(t.settings, '$.memory') AS memory"
            " FROM widget_visits v JOIN widget_tokens t ON t.id = v.token_id WHERE v.conversation_id = ?",
            [conversation_id],
        )
        return str(rows[0]["memory"]) if rows else None

    # What its compiled system prompt was made from: a key that changes when the prompt must.

    def compiled_from(self, conversation_id: str) -> str:
        sql = "SELECT compiled_from FROM conversations WHERE id = ?"
        return str(self.driver.execute(sql, [conversation_id])[0]["compiled_from"])

    def set_compiled_from(self, conversation_id: str, key: str) -> None:
        self.driver.execute("UPDATE conversations SET compiled_from = ? WHERE id = ?", [key, conversation_id])


def _conversation(row: Row) -> Conversation:
    parsed = {"settings": json.loads(row["settings"]), "llm": json.loads(row["llm"]) if row["llm"] else None}
    return Conversation.model_validate({**row, **parsed})

"""Conversations: contexts of one agent beside its own, each with its messages and, if wanted, its model."""

from typing import Any

from .agents import ContextWindow
from .base import USER_ID, Changes, Shape, Text
from .model_settings import ModelSettings


class ConversationSettings(Shape):
    """What a conversation has instead of its agent's. Stored as one JSON value."""

    description: Text | None = None
    model: str | None = None
    model_settings: ModelSettings | None = None
    context_window_limit: ContextWindow | None = None


class ConversationCreate(ConversationSettings):
    summary: Text | None = None
    hidden: bool = False


class ConversationUpdate(Changes, ConversationSettings):
    summary: Text | None = None
    archived: bool | None = None
    last_message_at: str | None = None


class TakeBack(Shape):
    """Which message goes, with all that followed it; with `memory`, what was remembered in those turns goes too."""

    message_id: Text
    agent_id: str | None = None
    memory: bool = False
    dry_run: bool = False


class Conversation(Shape):
    """A conversation as stored. `llm` is how its own model is called, if it has one."""

    id: str
    agent_id: str
    summary: str | None
    settings: ConversationSettings
    llm: dict[str, Any] | None = None
    hidden: bool
    archived_at: str | None
    last_message_at: str | None
    created_at: str
    updated_at: str

    def wire(self, message_ids: list[str] | None) -> dict[str, Any]:
        """Letta's Conversation. Without `message_ids` it says that it didn't look which messages are in context."""
        return {
            "id": self.id,
            "agent_id": self.agent_id,
            "summary": self.summary,
            **self.settings.model_dump(mode="json"),
            "hidden": self.hidden,
            "archived": self.archived_at is not None,
            "archived_at": self.archived_at,
            "last_message_at": self.last_message_at,
            "in_context_message_ids": message_ids,
            "isolated_block_ids": [],
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "created_by_id": USER_ID,
            "last_updated_by_id": USER_ID,
        }

"""What was said, in agent files: messages, and system prompts as they would stand if the file were the space."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from .. import system_message
from ..agentfile import VersionEntry, message_entry, message_rest
from ..memory import render
from ..model import Text
from ..schemas.agents import AgentRecord
from ..schemas.messages import Message
from ..schemas.passages import Passage
from ..schemas.versions import ACTORS, Cause
from ..store import Store

_NOT_IN_STATE = {"id", "created_by_id", "last_updated_by_id"}


def entry(message: Message, numbers: dict[str, int], agent_name: str) -> dict[str, Any]:
    asked = numbers.get(message.extra.get("request", ""))
    return message_entry(
        message, numbers[message.id], agent_name, None if asked is None else f"message-{asked}"
    )


def rests(agent_name: str, history: list[Message]) -> dict[str, dict[str, Any]]:
    rests = {
        f"message-{number}": rest
        for number, message in enumerate(history)
        if (rest := message_rest(message).model_dump(mode="json", exclude_defaults=True))
    }
    return {agent_name: rests} if rests else {}


def prompt(
    store: Store, agent: AgentRecord, name: str, stored: Message, messages: int, passages: list[Passage]
) -> Message:
    """The agent's system prompt. `name` is the agent's id in the file, `messages` the length of its history."""
    around = _surroundings(name, stored, messages, passages)
    return replace(stored, content=(Text(system_message.in_words(store, agent, around)),))


def adopt(store: Store, block_id: str, entries: Sequence[VersionEntry]) -> None:
    """Let what a file tells of a block's past stand in place of the block's having been imported."""
    block = store.blocks.get(block_id).model_dump(mode="json", exclude=_NOT_IN_STATE)
    past = [
        (
            None if entry.after is None else {**block, "label": entry.label, "value": entry.after},
            Cause(entry.actor if entry.actor in ACTORS else "import", origin="import", source="import:af"),  # type: ignore[arg-type]
            entry.created_at,
        )
        for entry in sorted(entries, key=lambda entry: entry.version)
    ]
    store.versions.adopt("block", block_id, past)


def _surroundings(name: str, stored: Message, messages: int, passages: list[Passage]) -> render.Surroundings:
    return render.Surroundings(
        agent_id=name,
        compiled_at=datetime.fromisoformat(stored.created_at).strftime("%Y-%m-%d %I:%M:%S %p %Z%z"),
        recall_count=max(0, messages - 1),
        passage_count=len(passages),
        passage_tags=tuple(sorted({tag for passage in passages for tag in passage.tags})[:100]),
    )

"""Conversations beside an agent's own, out of a space and into one. A fork shares messages with where it began."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..agentfile import MessageEntry, MessageRest, message_fields
from ..schemas.conversations import Conversation
from ..schemas.messages import Message
from ..store import Store
from ..store.recall import CONVERSATION, OUTSIDE, SUMMARY, SYSTEM_PROMPT
from ..store.table import Page
from ..transfer import histories
from .names import Names
from .shape import TalkEntry

_ALL = Page(limit=-1, order="asc")
_TOLD = {"summary", "settings", "llm", "hidden", "archived_at", "last_message_at", "created_at"}
_NO_REST = MessageRest()


def entries(store: Store, names: Names, agent_ids: Iterable[str]) -> list[dict[str, Any]]:
    """The oldest first, so that a fork comes after what it shares messages with."""
    return [
        _entry(store, names, talk)
        for agent_id in agent_ids
        for talk in store.conversations.find(_ALL, agent_id=agent_id, with_hidden=True)
    ]


def _entry(store: Store, names: Names, talk: Conversation) -> dict[str, Any]:
    """Messages whose own conversation is gone belong to the first that still shows them."""
    name, agent = names.of("conv", talk.id), names.get(talk.agent_id)
    shown = store.recall.find(_ALL, agent_id=talk.agent_id, conversation_id=talk.id)
    own = [message for message in shown if message.id not in names]
    shared = [names.get(message.id) for message in shown if message.id in names]
    numbers = {message.id: number for number, message in enumerate(own)}
    for message_id, number in numbers.items():
        names.put(message_id, f"{name} message-{number}")
    context = store.recall.context_ids(talk.agent_id, talk.id)
    return {
        "id": name,
        "agent_id": agent,
        **talk.model_dump(mode="json", include=_TOLD),
        "messages": [histories.entry(message, numbers, agent) for message in own],
        "rests": histories.rests(name, own).get(name, {}),
        "shared": shared,
        "in_context_message_ids": [names.get(message_id) for message_id in context],
    }


def make(store: Store, talk: TalkEntry, made: dict[str, str]) -> None:
    """Begin the conversation anew, and note in `made` what its messages are here."""
    agent_id = made[talk.agent_id]
    begun = store.conversations.create(
        agent_id,
        talk.settings,
        llm=talk.llm,
        summary=talk.summary,
        hidden=talk.hidden,
        created_at=talk.created_at,
    )
    made[talk.id] = begun.id
    _share(store, begun, talk, made)
    waiting: Message | None = None
    for entry in talk.messages:
        waiting = _message(store, begun, talk, entry, made, waiting)
    if waiting:
        store.approvals.open(waiting)
    later = {"archived_at": talk.archived_at, "last_message_at": talk.last_message_at}
    store.conversations.update(begun.model_copy(update=later))


def _share(store: Store, begun: Conversation, talk: TalkEntry, made: dict[str, str]) -> None:
    messages = {name: store.recall.get(made[name]) for name in talk.shared}
    store.recall.inherit(begun.id, list(messages.values()))
    context = set(talk.in_context_message_ids)
    outside = [message.seq for name, message in messages.items() if name not in context]
    store.recall.take_out(begun.agent_id, begun.id, outside)


def _message(
    store: Store,
    begun: Conversation,
    talk: TalkEntry,
    entry: MessageEntry,
    made: dict[str, str],
    waiting: Message | None,
) -> Message | None:
    """Store one, and return the message that waits after it."""
    fields = message_fields(entry, talk.rests.get(entry.id, _NO_REST))
    asked = made.get(f"{talk.id} {entry.approval_request_id}") or (waiting and waiting.id)
    if entry.approvals and asked:
        fields["extra"] |= {"request": asked}
    role = "assistant" if fields["waits_for"] else entry.role
    draft = store.recall.draft(begun.agent_id, role, **fields, conversation_id=begun.id)
    place = _place(talk, entry)
    stored = store.recall.append(replace(draft, created_at=entry.created_at or draft.created_at), place)
    made[f"{talk.id} {entry.id}"] = stored.id
    if stored.role == "assistant":
        return stored if stored.waits_for and place == CONVERSATION else None
    return None if stored.role == "tool" else waiting


def _place(talk: TalkEntry, entry: MessageEntry) -> int:
    name, context = f"{talk.id} {entry.id}", talk.in_context_message_ids
    if name not in talk.in_context:
        return OUTSIDE
    if entry.role == "system" and name == context[0]:
        return SYSTEM_PROMPT
    return SUMMARY if entry.role == "summary" else CONVERSATION


def names_of(talk: TalkEntry) -> Iterator[str]:
    """What the messages of a conversation are called."""
    return (f"{talk.id} {entry.id}" for entry in talk.messages)

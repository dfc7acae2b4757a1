"""Conversations of an agent: what each has of its own, and what it begins with.

An agent's conversations share its blocks, its tools and its archive; each has its own messages, its own context
and, if wanted, its own model. The agent's own conversation, `default`, is always there.
"""

from typing import Any

from . import agents
from .catalog import Catalog, llm_config
from .errors import NotFound
from .schemas.agents import AgentRecord
from .schemas.base import DEFAULT
from .schemas.conversations import (
    Conversation,
    ConversationCreate,
    ConversationSettings,
    ConversationUpdate,
)
from .schemas.model_settings import ModelSettings
from .store import Store

_OF_A_MODEL = {"model", "handle", "display_name", "provider_name", "model_endpoint", "context_window"}


async def create(store: Store, catalog: Catalog, agent_id: str, new: ConversationCreate) -> Conversation:
    """Begin an empty conversation. Raises NotFound for an unknown agent or model."""
    store.agents.get(agent_id)
    settings = ConversationSettings.model_validate(new.model_dump())
    llm = await _llm(catalog, new.model)

    def work() -> Conversation:
        made = store.conversations.create(agent_id, settings, llm=llm, summary=new.summary, hidden=new.hidden)
        agents.recompile(store, taking_part(store, agent_id, made.id))
        return made

    return store.driver.transact(work)


async def update(
    store: Store, catalog: Catalog, conversation_id: str, changes: ConversationUpdate
) -> Conversation:
    """Change what `changes` names and nothing else."""
    store.conversations.get(conversation_id)
    sent = changes.model_fields_set
    llm = await _llm(catalog, changes.model)

    def work() -> Conversation:
        old = store.conversations.get(conversation_id)
        own = {name: getattr(changes, name) for name in sent & ConversationSettings.model_fields.keys()}
        fields: dict[str, Any] = {"settings": old.settings.model_copy(update=own)}
        fields |= {name: getattr(changes, name) for name in sent & {"summary", "last_message_at"}}
        if "model" in sent:
            fields["llm"] = llm
        if changes.archived is not None:
            fields["archived_at"] = (old.archived_at or store.clock.now()) if changes.archived else None
        return store.conversations.update(old.model_copy(update=fields))

    return store.driver.transact(work)


def fork(store: Store, agent: AgentRecord, *, message_id: str | None, hidden: bool) -> Conversation:
    """A new conversation that begins with what is in the context of the agent's present one, up to the message
    `message_id`. Both go on by themselves from there. Raises NotFound for a message that isn't in context.
    """
    shown = store.recall.context(agent.id, agent.conversation_id)
    if store.recall.system_prompt_tokens(agent.id, agent.conversation_id):  # one brought along has none yet
        shown = shown[1:]
    if message_id is not None:
        ids = [message.id for message in shown]
        if message_id not in ids:
            raise NotFound(f"No message with id '{message_id}' is in the context of this conversation")
        shown = shown[: ids.index(message_id) + 1]

    def work() -> Conversation:
        old = None if agent.conversation_id == DEFAULT else store.conversations.get(agent.conversation_id)
        made = store.conversations.create(
            agent.id,
            old.settings if old else ConversationSettings(),
            llm=old.llm if old else None,
            hidden=hidden,
        )
        store.recall.inherit(made.id, shown)
        agents.recompile(store, taking_part(store, agent.id, made.id))
        return made

    return store.driver.transact(work)


def delete(store: Store, conversation_id: str) -> None:
    """Delete a conversation with its messages. What its forks show stays with them. Call it in a transaction."""
    store.conversations.get(conversation_id)
    store.conversations.delete(conversation_id)
    store.recall.forget_deleted()


def taking_part(store: Store, agent_id: str, conversation_id: str) -> AgentRecord:
    """An agent as it takes part in a conversation. Raises NotFound if there is none such."""
    agent = store.agents.get(agent_id)
    if conversation_id == DEFAULT:
        return agent
    conversation = store.conversations.get(conversation_id)
    if conversation.agent_id != agent_id:
        raise NotFound(f"Agent {agent_id} has no conversation {conversation_id}")
    config = agent.settings.llm_config.model_copy(update=_instead(conversation))
    settings = agent.settings.model_copy(update={"llm_config": config})
    return agent.model_copy(update={"settings": settings, "conversation_id": conversation_id})


def state(store: Store, conversation: Conversation) -> dict[str, Any]:
    return conversation.wire(store.recall.context_ids(conversation.agent_id, conversation.id))


async def _llm(catalog: Catalog, handle: str | None) -> dict[str, Any] | None:
    """How the model `handle` is called, asked for once and not at every turn."""
    return llm_config(await catalog.resolve(handle)).model_dump(include=_OF_A_MODEL) if handle else None


def _instead(conversation: Conversation) -> dict[str, Any]:
    """What a conversation has instead of its agent's model configuration."""
    own = conversation.settings
    wanted = own.model_settings or ModelSettings()
    changes = {
        "context_window": own.context_window_limit,
        "temperature": wanted.temperature,
        "max_tokens": wanted.max_output_tokens,
        "parallel_tool_calls": wanted.parallel_tool_calls,
    }
    return (conversation.llm or {}) | {key: value for key, value in changes.items() if value is not None}

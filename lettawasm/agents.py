"""Making and changing agents: what touches several tables at once, in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import library, system_message
from .catalog import Catalog
from .equipment import attach_tool, rules_for, tools_for
from .errors import Invalid, NotOffered
from .kinds import kind_of
from .memory import prompts
from .model_choice import chosen
from .schemas.agents import (
    AgentCreate,
    AgentRecord,
    AgentSettings,
    AgentUpdate,
    LlmConfig,
)
from .schemas.base import DEFAULT
from .schemas.blocks import BlockCreate
from .schemas.compaction import CompactionSettings
from .schemas.messages import Message
from .store import Store


async def create(
    store: Store,
    catalog: Catalog,
    new: AgentCreate,
    then: Callable[[AgentRecord], None] = lambda agent: None,
) -> AgentRecord:
    """Make an agent with its blocks and tools, and do what there is to do `then`, all or nothing.

    Raises Invalid for what can't be, NotOffered for what isn't here, NotFound for an unknown model, tool or block.
    """
    kind_of(new.agent_type)
    if new.from_template or new.template:
        raise NotOffered(
            "Templates are a service of Letta's cloud. Import an .af file, or say what the agent is."
        )
    config = (await chosen(catalog, new)).on(None)
    if config is None:
        raise Invalid("INVALID_ARGUMENT: Must specify either model or llm_config in request")
    await _must_be_a_model(catalog, new.compaction_settings)

    def work() -> AgentRecord:
        agent = _create(store, new, config)
        then(agent)
        return agent

    return store.driver.transact(work)


def _create(store: Store, new: AgentCreate, config: LlmConfig) -> AgentRecord:
    tools, kind = tools_for(store, new), kind_of(new.agent_type)
    settings = AgentSettings(
        **{"message_buffer_autoclear": kind.forgets, **_plain_fields(new)},
        agent_type=new.agent_type,
        system=new.system if new.system is not None else prompts.default_system(new.agent_type),
        llm_config=config,
        tool_rules=rules_for(new, tools),
    )
    agent = store.agents.create(new.name or _name(store), settings, list(new.tags or []))
    for block in new.memory_blocks or []:
        store.blocks.attach(agent.id, store.blocks.create(_described(block)).id)
    for block_id in new.block_ids or []:
        store.blocks.attach(agent.id, block_id)
    if new.include_project_blocks:
        from . import default_blocks  # hardly anybody asks

        default_blocks.share(store, agent)
    for tool in tools:
        store.agents.attach_tool(agent.id, tool.id)
    for folder_id in _folder_ids(new) or []:
        library.attach(store, agent.id, folder_id)
    store.identities.set_of_agent(agent.id, new.identity_ids or [])
    agent = store.agents.get(agent.id)
    recompile(store, agent)
    for message in new.initial_message_sequence or []:
        said = {"content": message.parts(), "name": message.name}
        draft = store.recall.draft(agent.id, message.role, **said)
        store.recall.append(replace(draft, otid=message.otid, sender_id=message.sender_id))
    return agent


async def update(store: Store, catalog: Catalog, agent_id: str, changes: AgentUpdate) -> AgentRecord:
    """Change what `changes` names and nothing else."""
    store.agents.get(agent_id)
    choice = await chosen(catalog, changes)
    await _must_be_a_model(catalog, changes.compaction_settings)

    def work() -> None:
        fields = _plain_fields(changes)
        if changes.system is not None:
            fields["system"] = changes.system
        if changes.tool_rules is not None:
            fields["tool_rules"] = changes.tool_rules
        current = store.agents.get(agent_id)
        fields["llm_config"] = choice.on(current.settings.llm_config)
        settings = current.settings.model_copy(update=fields)
        store.agents.update(agent_id, settings, name=changes.name, tags=changes.tags)
        store.open_files.close_beyond(agent_id, settings.most_files_open)
        _relate(store, agent_id, changes)
        recompile(store, store.agents.get(agent_id))

    store.driver.transact(work)
    return store.agents.get(agent_id)


def _relate(store: Store, agent_id: str, changes: AgentUpdate) -> None:
    if changes.block_ids is not None:
        for block in store.blocks.of_agent(agent_id):
            if block.id not in changes.block_ids:
                store.blocks.detach(agent_id, block.id)
        for block_id in changes.block_ids:
            store.blocks.attach(agent_id, block_id)
    if changes.tool_ids is not None:
        for tool in store.tools.of_agent(agent_id):
            if tool.id not in changes.tool_ids:
                store.agents.detach_tool(agent_id, tool.id)
        for tool_id in changes.tool_ids:
            attach_tool(store, agent_id, store.tools.get(tool_id))
    if (folder_ids := _folder_ids(changes)) is not None:
        for folder in store.folders.of_agent(agent_id):
            if folder.id not in folder_ids:
                library.detach(store, agent_id, folder.id)
        for folder_id in folder_ids:
            library.attach(store, agent_id, folder_id)
    if changes.identity_ids is not None:
        store.identities.set_of_agent(agent_id, changes.identity_ids)
    if changes.message_ids is not None:
        store.recall.set_context(agent_id, changes.message_ids)


def _folder_ids(body: AgentCreate | AgentUpdate) -> list[str] | None:
    """Letta has two words for a folder."""
    return body.folder_ids if body.folder_ids is not None else body.source_ids


def recompile(store: Store, agent: AgentRecord, *, force: bool = False) -> Message | None:
    """Rewrite the system message of the agent's conversation if what it is made of has changed, or by `force`.

    It happens between turns only: a prompt that stays the same within a turn can be cached by the model's server.
    """
    key = system_message.made_from(store, agent)
    if key == _known_from(store, agent) and not force:
        return None
    text = system_message.compiled(store, agent)
    if agent.conversation_id == DEFAULT:
        store.agents.set_compiled_from(agent.id, key)
    else:
        store.conversations.set_compiled_from(agent.conversation_id, key)
    return store.recall.set_system_prompt(agent.id, text, agent.conversation_id)


def _known_from(store: Store, agent: AgentRecord) -> str:
    """What the system message that is stored was made from."""
    if agent.conversation_id == DEFAULT:
        return store.agents.compiled_from(agent.id)
    return store.conversations.compiled_from(agent.conversation_id)


async def _must_be_a_model(catalog: Catalog, settings: CompactionSettings | None) -> None:
    """Raise NotFound if summaries are to be written by a model that isn't there."""
    if settings and settings.model:
        await catalog.resolve(settings.model)


_PLAIN = (
    *("description", "metadata", "model_settings", "embedding", "embedding_config", "compaction_settings"),
    *("response_format", "timezone", "message_buffer_autoclear", "enable_sleeptime", "max_files_open"),
    *("per_file_view_window_char_limit", "hidden", "project_id", "template_id", "base_template_id"),
)
_NEVER_NULL = ("timezone", "message_buffer_autoclear")


def _plain_fields(body: AgentCreate | AgentUpdate) -> dict[str, Any]:
    """The fields of `body` that are stored just as they come."""
    fields = {name: getattr(body, name) for name in _PLAIN if name in body.model_fields_set}
    if body.compaction_settings is not None:  # what is left unsaid follows our defaults, even as they change
        fields["compaction_settings"] = body.compaction_settings.model_dump(mode="json", exclude_unset=True)
    secrets = body.secrets if body.secrets is not None else body.tool_exec_environment_variables
    if secrets is not None:
        fields["secrets"] = secrets
    return {name: value for name, value in fields.items() if value is not None or name not in _NEVER_NULL}


def _described(block: BlockCreate) -> BlockCreate:
    if block.description is not None:
        return block
    return block.model_copy(update={"description": prompts.DEFAULT_DESCRIPTIONS.get(block.label)})


def _name(store: Store) -> str:
    return f"agent {store.agents.count() + 1}"

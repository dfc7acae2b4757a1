"""Agents out of a space and into one, as agent files. An import happens whole or not at all."""

from dataclasses import dataclass, field, replace
from typing import Any

from . import agents, clock
from .agentfile import REVISION, AgentEntry, AgentFile, MessageEntry, message_entry, message_fields
from .catalog import Catalog, llm_config
from .errors import Invalid
from .memory import prompts
from .schemas.agents import SUPPORTED_TYPES, AgentSettings, LlmConfig
from .schemas.base import DEFAULT
from .schemas.blocks import BlockCreate
from .schemas.messages import Message
from .schemas.tools import Tool
from .store import Store
from .store.blocks import Cause
from .store.recall import CONVERSATION, OUTSIDE, SUMMARY
from .store.table import Page
from .tools.builtin import FUNCTIONS

_ROLES = ("system", "user", "assistant", "tool", "approval", "summary")
_IMPORT = Cause("import")


def export(store: Store, agent_id: str, *, scrub_messages: bool = False) -> dict[str, Any]:
    """An agent with its blocks, tools, history and passages. Values of secrets are left out, their names stay."""
    agent = store.agents.get(agent_id)
    blocks = sorted(store.blocks.of_agent(agent_id), key=lambda block: block.label)
    tools = sorted(store.tools.of_agent(agent_id), key=lambda tool: tool.name)
    history = [] if scrub_messages else _history_of(store, agent_id)
    numbers = {message.id: f"message-{number}" for number, message in enumerate(history)}
    settings = agent.settings.model_dump(mode="json")
    secrets = dict.fromkeys(settings.pop("secrets"), "")
    entry = {
        **settings,
        "id": "agent-0",
        "name": agent.name,
        "model": agent.settings.llm_config.handle,
        "tags": store.agents.tags(agent_id),
        "secrets": secrets,
        "tool_exec_environment_variables": secrets,
        "include_base_tools": False,
        "include_base_tool_rules": False,
        "memory_blocks": [],
        "tools": [],
        "block_ids": [f"block-{number}" for number in range(len(blocks))],
        "tool_ids": [f"tool-{number}" for number in range(len(tools))],
        "source_ids": [],
        "files_agents": [],
        "group_ids": [],
        "messages": [message_entry(message, number, "agent-0") for number, message in enumerate(history)],
        "in_context_message_ids": [numbers[i] for i in store.recall.context_ids(agent_id) if i in numbers],
    }
    return {
        "agents": [entry],
        "groups": [],
        "blocks": [{**b.model_dump(mode="json"), "id": f"block-{n}"} for n, b in enumerate(blocks)],
        "files": [],
        "sources": [],
        "tools": [{**t.model_dump(mode="json"), "id": f"tool-{n}"} for n, t in enumerate(tools)],
        "mcp_servers": [],
        "skills": [],
        "passages": _passages(store, agent_id),
        "metadata": {"revision_id": REVISION},
        "created_at": store.clock.now(),
    }


def _history_of(store: Store, agent_id: str) -> list[Message]:
    """The agent's own conversation: a file has room for one."""
    everything = Page(limit=-1, order="asc")
    return store.recall.find(everything, agent_id=agent_id, conversation_id=DEFAULT)


def _passages(store: Store, agent_id: str) -> list[dict[str, Any]]:
    archive = store.archives.of_agent(agent_id)
    found = store.archival.find(archive.id, Page(limit=-1, order="asc")) if archive else []
    return [
        {
            "agent_id": "agent-0",
            "text": p.text,
            "tags": p.tags,
            "metadata": p.metadata,
            "created_at": p.created_at,
        }
        for p in found
    ]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    append_copy_suffix: bool = True
    override_existing_tools: bool = True
    strip_messages: bool = False
    name: str | None = None
    model: str | None = None
    secrets: dict[str, str] = field(default_factory=dict)


async def import_file(store: Store, catalog: Catalog, file: AgentFile, options: ImportOptions) -> list[str]:
    """Make the file's agents here and return their ids. Raises Invalid or NotFound, having changed nothing."""
    configs = [await _config(catalog, agent, options) for agent in file.agents]
    return store.driver.transact(lambda: _import(store, file, configs, options))


async def _config(catalog: Catalog, agent: AgentEntry, options: ImportOptions) -> LlmConfig:
    if agent.agent_type not in SUPPORTED_TYPES:
        raise Invalid(
            f"Agents of type {agent.agent_type} are not supported yet; {' and '.join(SUPPORTED_TYPES)} are"
        )
    if options.model is not None:
        return llm_config(await catalog.resolve(options.model), agent.llm_config)
    if agent.llm_config is not None:
        return agent.llm_config
    if agent.model is not None:
        return llm_config(await catalog.resolve(agent.model))
    raise Invalid(f"The file doesn't say which model {agent.name} uses; give one with model=")


def _import(store: Store, file: AgentFile, configs: list[LlmConfig], options: ImportOptions) -> list[str]:
    blocks = {
        b.id: store.blocks.create(BlockCreate.model_validate(b.model_dump()), _IMPORT).id for b in file.blocks
    }
    tools = {tool.id: _tool(store, tool, options).id for tool in file.tools}
    made = {}
    for agent, config in zip(file.agents, configs, strict=True):
        made[agent.id] = _agent(store, agent, config, options)
        for block_id in agent.block_ids or []:
            store.blocks.attach(made[agent.id], blocks[block_id])
        for tool_id in agent.tool_ids or []:
            store.agents.attach_tool(made[agent.id], tools[tool_id])
        agents.recompile(store, store.agents.get(made[agent.id]))
        if not options.strip_messages:
            _history(store, made[agent.id], agent)
    for passage in file.passages:
        if (agent_id := made.get(passage.agent_id)) is not None:
            archive = store.archives.ensure(agent_id, store.agents.get(agent_id).name)
            store.archival.insert(
                archive.id,
                passage.text,
                tags=tuple(passage.tags),
                created_at=clock.parse(passage.created_at) if passage.created_at else None,
                metadata=passage.metadata,
            )
    return list(made.values())


def _tool(store: Store, tool: Tool, options: ImportOptions) -> Tool:
    """The space's tool of that name: a built-in one stays our own, another is replaced unless told not to."""
    there = store.tools.named([tool.name]).get(tool.name)
    if there and (tool.name in FUNCTIONS or not options.override_existing_tools):
        return there
    fields = tool.model_dump(exclude={"id", "name"})
    if tool.name not in FUNCTIONS and tool.tool_type.startswith("letta_"):
        fields["tool_type"] = "custom"  # a built-in tool of Letta's that lettawasm doesn't have
    return store.tools.put(tool.name, fields)


def _agent(store: Store, agent: AgentEntry, config: LlmConfig, options: ImportOptions) -> str:
    given = {**(agent.tool_exec_environment_variables or {}), **(agent.secrets or {})}
    settings = AgentSettings(
        agent_type=agent.agent_type,
        system=agent.system if agent.system is not None else prompts.default_system(agent.agent_type),
        description=agent.description,
        metadata=agent.metadata,
        llm_config=config,
        embedding=agent.embedding,
        embedding_config=agent.embedding_config,
        compaction_settings=agent.compaction_settings,
        response_format=agent.response_format,
        tool_rules=agent.tool_rules or [],
        timezone=agent.timezone or "UTC",
        message_buffer_autoclear=bool(agent.message_buffer_autoclear),
        secrets={key: options.secrets.get(key, value) for key, value in given.items()},
    )
    name = options.name or (f"{agent.name}_copy" if options.append_copy_suffix else agent.name)
    return store.agents.create(name, settings, agent.tags or []).id


def _history(store: Store, agent_id: str, agent: AgentEntry) -> None:
    """Store the file's messages in their order. Its system prompt is not among them: ours is made from the agent.

    Calls that waited for a word when the file was made wait here too.
    """
    context = set(agent.in_context_message_ids)
    prompt = next((m.id for m in agent.messages if m.role == "system"), None)
    waiting: Message | None = None
    for entry in agent.messages:
        if entry.id == prompt or entry.role not in _ROLES:
            continue
        place = OUTSIDE if entry.id not in context else SUMMARY if entry.role == "summary" else CONVERSATION
        fields = message_fields(entry)
        draft = store.recall.draft(agent_id, "assistant" if fields["waits_for"] else entry.role, **fields)
        stored = store.recall.append(replace(draft, created_at=_time(entry, draft.created_at)), place)
        if stored.role == "assistant":
            waiting = stored if stored.waits_for and place == CONVERSATION else None
        elif stored.role == "tool":
            waiting = None
    if waiting:
        store.approvals.open(waiting)


def _time(entry: MessageEntry, now: str) -> str:
    return clock.parse(entry.created_at) if entry.created_at else now

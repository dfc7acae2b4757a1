"""Into a space: everything a file holds is made anew, in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from .. import agents
from ..agentfile import (
    AgentEntry,
    AgentFile,
    ArchiveEntry,
    MessageEntry,
    MessageRest,
    Remark,
    VersionEntry,
    message_fields,
)
from ..catalog import Catalog, llm_config
from ..errors import Invalid
from ..kinds import KINDS
from ..memory import prompts
from ..schemas.agents import AgentSettings, AgentType, LlmConfig
from ..schemas.archives import ArchiveCreate
from ..schemas.blocks import BlockCreate
from ..schemas.messages import Message
from ..schemas.tools import Tool
from ..schemas.versions import Cause
from ..store import Store
from ..store.recall import CONVERSATION, OUTSIDE, SUMMARY, SYSTEM_PROMPT
from ..tools.builtin import FUNCTIONS
from . import folders, groups, histories, identities, mcp, policies
from .options import ImportOptions

_IMPORT = Cause("import", origin="import", source="import:af")
_NO_REST = MessageRest()
_CARRIED = (
    *("description", "metadata", "model_settings", "embedding", "embedding_config", "compaction_settings"),
    *("response_format", "enable_sleeptime", "max_files_open", "per_file_view_window_char_limit", "hidden"),
    *("project_id", "template_id", "base_template_id"),
)


async def import_file(
    store: Store,
    catalog: Catalog,
    file: AgentFile,
    options: ImportOptions,
    *,
    cause: Cause = _IMPORT,
    then: Callable[[dict[str, str]], None] = lambda made: None,
    known: Mapping[str, str] | None = None,
) -> list[str]:
    """Make the file's agents here and return their ids. Raises Invalid or NotFound, having changed nothing.
    Blocks that are here already are `known`, by their ids in the file.

    In the same transaction `then` learns what became of everything: ids here by those in the file. A message is
    `agent-0 message-3` there, and a passage `archive-0 12`.
    """
    configs = {agent.id: await _config(catalog, agent, options) for agent in file.agents}
    unpacking = _Unpacking(store, file, options, configs)
    unpacking.made |= known or {}

    def work() -> list[str]:
        agent_ids = unpacking.run()
        then(unpacking.made)
        return agent_ids

    with store.because(cause):
        return store.driver.transact(work)


def remarks(file: AgentFile) -> Iterator[Remark]:
    """What of the file becomes something else here."""
    for number, agent in enumerate(file.agents):
        if (kind := _type(agent)) != agent.agent_type:
            yield Remark(f"agents.{number}.agent_type", f"{agent.agent_type} becomes {kind}")
    for number, block in enumerate(file.blocks):
        if len(block.value) > block.limit:
            yield Remark(f"blocks.{number}.limit", f"it is raised to {len(block.value):,}, to hold the value")
    for number, tool in enumerate(file.tools):
        if tool.name in FUNCTIONS and tool.source_code:
            yield Remark(f"tools.{number}", f"{tool.name} is built in here, and the file's own is not used")
    yield from groups.remarks(file)
    yield from mcp.remarks(file)


def _type(agent: AgentEntry) -> AgentType:
    """The agent's type, or the usual one for a type that isn't here."""
    return agent.agent_type if agent.agent_type in KINDS else "letta_v1_agent"


async def _config(catalog: Catalog, agent: AgentEntry, options: ImportOptions) -> LlmConfig:
    if options.model is not None:
        return llm_config(await catalog.resolve(options.model), agent.llm_config)
    if agent.llm_config is not None:
        return agent.llm_config
    if agent.model is not None:
        return llm_config(await catalog.resolve(agent.model))
    raise Invalid(f"The file doesn't say which model {agent.name} uses; give one with model=")


class _Unpacking:
    """A file that is being read in: which ids its parts got here."""

    def __init__(
        self, store: Store, file: AgentFile, options: ImportOptions, configs: dict[str, LlmConfig]
    ) -> None:
        self.store, self.file, self.options, self.configs = store, file, options, configs
        self.made: dict[str, str] = {}  # file id → id here

    def run(self) -> list[str]:
        for block in self.file.blocks:
            if block.id in self.made:
                continue
            new = BlockCreate.model_validate(
                {**block.model_dump(), "limit": max(block.limit, len(block.value))}
            )
            self.made[block.id] = self.store.blocks.create(new).id
        self._block_history()
        policies.make(self.store, self.file, self.made)
        homes = mcp.Homes(self.store, self.file)
        for tool in self.file.tools:
            self.made[tool.id] = (homes.tool(tool) or self._tool(tool)).id
        self.made |= folders.make(self.store, self.file)
        archives = {agent_id: entry for entry in self.file.lettawasm.archives for agent_id in entry.agent_ids}
        for agent in self.file.agents:
            self.made[agent.id] = self._agent(agent)
        groups.make(self.store, self.file, self.made, self.options.project_id)
        identities.make(self.store, self.file, self.made, self.options.project_id)
        for agent in self.file.agents:
            self._retie(agent)
            if agent.id in archives:
                self.store.archives.attach(
                    self.made[agent.id], self._archive(archives[agent.id]), is_owner=True
                )
            self._history(agent)
        self._tended()
        return [self.made[agent.id] for agent in self.file.agents]

    def _block_history(self) -> None:
        """What the file tells of a block's past stands in place of the block's having been imported."""
        past: dict[str, list[VersionEntry]] = {}
        for entry in self.file.lettawasm.block_history:
            past.setdefault(self.made[entry.block_id], []).append(entry)
        for block_id, entries in past.items():
            histories.adopt(self.store, block_id, entries)

    def _tool(self, tool: Tool) -> Tool:
        """The space's tool of that name: a built-in one stays our own, another is replaced unless told not to."""
        there = self.store.tools.named([tool.name]).get(tool.name)
        if there and (tool.name in FUNCTIONS or not self.options.override_existing_tools):
            return there
        fields = tool.model_dump(exclude={"id", "name"})
        if tool.name not in FUNCTIONS and tool.tool_type.startswith("letta_"):
            fields["tool_type"] = "custom"  # a built-in tool of Letta's that lettawasm doesn't have
        return self.store.tools.put(tool.name, fields)

    def _agent(self, agent: AgentEntry) -> str:
        options = self.options
        name = f"{agent.name}_copy" if options.append_copy_suffix else agent.name
        if options.name and agent is self.file.agents[0]:
            name = options.name
        made = self.store.agents.create(name, self._settings(agent), agent.tags or []).id
        for block_id in agent.block_ids or []:
            self.store.blocks.attach(made, self.made[block_id])
        for tool_id in agent.tool_ids or []:
            self.store.agents.attach_tool(made, self.made[tool_id])
        folders.give(self.store, made, agent, self.made)
        return made

    def _retie(self, agent: AgentEntry) -> None:
        """Let a companion know whom it tends here, now that every agent is made."""
        settings = self.store.agents.get(self.made[agent.id]).settings
        metadata = groups.retied(settings.metadata, self.made)
        if metadata != settings.metadata:
            self.store.agents.update(self.made[agent.id], settings.model_copy(update={"metadata": metadata}))

    def _tended(self) -> None:
        """Remember up to where managers are tended."""
        managers = {group.id: group.manager_id for group in self.file.groups if group.id in self.made}
        for group_id, rest in self.file.lettawasm.groups.items():
            last = self.made.get(f"{managers.get(group_id)} {rest.tended_up_to}")
            if last:
                self.store.groups.hand_over(self.made[group_id], last)

    def _settings(self, agent: AgentEntry) -> AgentSettings:
        kind, options = _type(agent), self.options
        given = {**(agent.tool_exec_environment_variables or {}), **(agent.secrets or {})}
        settings = AgentSettings(
            agent_type=kind,
            system=agent.system if agent.system is not None else prompts.default_system(kind),
            llm_config=self.configs[agent.id],
            tool_rules=agent.tool_rules or [],
            timezone=agent.timezone or "UTC",
            message_buffer_autoclear=bool(agent.message_buffer_autoclear),
            secrets={key: options.secrets.get(key, value) for key, value in given.items()},
            memory_template=self.file.lettawasm.memory_templates.get(agent.id),
            model_options=self.file.lettawasm.model_options.get(agent.id),
            **{key: getattr(agent, key) for key in _CARRIED},
        )
        instead = {"embedding": options.embedding, "embedding_config": None} if options.embedding else {}
        instead |= {"project_id": options.project_id} if options.project_id else {}
        return settings.model_copy(update=instead)

    def _archive(self, entry: ArchiveEntry) -> str:
        """The archive, made for the first of its agents. Here it belongs to them, and goes with the last one."""
        if entry.id not in self.made:
            new = ArchiveCreate.model_validate(entry.model_dump())
            self.made[entry.id] = self.store.archives.create(new).id
            for number, passage in enumerate(entry.passages):
                inserted = self.store.archival.insert(
                    self.made[entry.id],
                    passage.text,
                    tags=tuple(passage.tags),
                    created_at=passage.created_at,
                    metadata=passage.metadata,
                )
                self.made[f"{entry.id} {number}"] = inserted.id
        return self.made[entry.id]

    def _history(self, agent: AgentEntry) -> None:
        """Store the file's messages in their order. Of its system prompt only the age stays: ours is made from the
        agent. Calls that waited for a word when the file was made wait here too.
        """
        agent_id, prompt = self.made[agent.id], _prompt(agent)
        first = self.store.recall.draft(agent_id, "system", otid=prompt.otid if prompt else None)
        moment = (prompt.created_at if prompt else None) or self.file.created_at or first.created_at
        self.store.recall.append(replace(first, created_at=moment), SYSTEM_PROMPT)
        if prompt:
            self.made[f"{agent.id} {prompt.id}"] = first.id
        agents.recompile(self.store, self.store.agents.get(agent_id))
        if self.options.strip_messages:
            return
        context, waiting = set(agent.in_context_message_ids), None
        for entry in agent.messages:
            if entry is not prompt:
                place = OUTSIDE if entry.id not in context else _standing(entry)
                waiting = self._message(agent, entry, place, waiting)
        if waiting:
            self.store.approvals.open(waiting)

    def _message(
        self, agent: AgentEntry, entry: MessageEntry, place: int, waiting: Message | None
    ) -> Message | None:
        """Store one, and return the message that waits after it."""
        rest = self.file.lettawasm.messages.get(agent.id, {}).get(entry.id, _NO_REST)
        fields = message_fields(entry, rest)
        if entry.approvals:
            asked = self.made.get(f"{agent.id} {entry.approval_request_id}") or (waiting and waiting.id)
            fields["extra"] |= {"request": asked} if asked else {}
        role = "assistant" if fields["waits_for"] else entry.role
        draft = self.store.recall.draft(self.made[agent.id], role, **fields)
        draft = replace(draft, created_at=entry.created_at or draft.created_at)
        stored = self.store.recall.append(draft, place)
        self.made[f"{agent.id} {entry.id}"] = stored.id
        if stored.role == "assistant":
            return stored if stored.waits_for and place == CONVERSATION else None
        return None if stored.role == "tool" else waiting


def _prompt(agent: AgentEntry) -> MessageEntry | None:
    """The agent's system prompt: the first of its context, or the first there is."""
    system = [message for message in agent.messages if message.role == "system"]
    first = agent.in_context_message_ids[:1]
    return next((message for message in system if [message.id] == first), system[0] if system else None)


def _standing(entry: MessageEntry) -> int:
    """Where a message of the context stands in it."""
    return SUMMARY if entry.role == "summary" else CONVERSATION

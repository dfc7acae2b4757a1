"""A file of agents that is being made: what of them goes into it, and what is shared."""

from collections import Counter
from typing import Any

from ..schemas.agents import AgentRecord
from ..schemas.archives import Archive
from ..schemas.base import DEFAULT
from ..schemas.blocks import Block
from ..schemas.folders import Folder
from ..schemas.groups import Group
from ..schemas.identities import Identity
from ..schemas.passages import Passage
from ..schemas.tools import Tool
from ..store import Store
from ..store.table import Page
from . import folders, groups, histories, identities, policies

_ALL = Page(limit=-1, order="asc")
_OWN = {
    "last_stop_reason",
    "last_run_completion",
    "last_run_duration_ms",
    "secrets",
    "memory_template",
    "model_options",
}  # settings that stay here, or have a place of their own in the file
_PASSAGE = {"text", "tags", "metadata", "created_at"}
_AUDIT = {"created_by_id", "last_updated_by_id"}

# What else Letta's files say of an agent: how to make one, which the parts of the file say already.
_UNSAID: dict[str, Any] = {
    **dict.fromkeys(("memory_blocks", "tools"), ()),
    **dict.fromkeys(("include_base_tools", "include_multi_agent_tools", "include_base_tool_rules"), False),
    **dict.fromkeys(("include_default_source", "enable_reasoner", "template"), False),
    **dict.fromkeys(
        ("folder_ids", "initial_message_sequence", "context_window_limit", "embedding_chunk_size")
    ),
    **dict.fromkeys(("max_tokens", "max_reasoning_tokens", "reasoning", "from_template", "project")),
    **dict.fromkeys(("memory_variables", "identity_ids", "parallel_tool_calls")),
}


class Packing:
    """A file that is being made: which ids things have in it, and what is shared by its agents."""

    def __init__(
        self,
        store: Store,
        conversations: dict[str, str],
        groups: list[Group],
        *,
        with_messages: bool,
        with_passages: bool,
    ) -> None:
        self.store, self.conversations, self._groups = store, conversations, groups
        self.with_messages, self.with_passages = with_messages, with_passages
        self.newest = ""
        self.rests: dict[str, dict[str, Any]] = {}
        self.names: dict[str, str] = {}
        self.memory_templates: dict[str, Any] = {}
        self.model_options: dict[str, Any] = {}
        self._counts: Counter[str] = Counter()
        self.messages: dict[str, str] = {}
        self._blocks: dict[str, Block] = {}
        self._tools: dict[str, Tool] = {}
        self._folders: dict[str, Folder] = {}
        self._identities: dict[str, Identity] = {}
        self._archives: dict[str, tuple[Archive, list[Passage], list[str]]] = {}

    def name(self, kind: str, real_id: str) -> str:
        """`block-0` and so on, in the order in which things are first named."""
        if real_id not in self.names:
            self.names[real_id] = f"{kind}-{self._counts[kind]}"
            self._counts[kind] += 1
        return self.names[real_id]

    def agent(self, agent: AgentRecord) -> dict[str, Any]:
        name, settings = self.name("agent", agent.id), agent.settings.model_dump(mode="json", exclude=_OWN)
        blocks, tools = self.store.blocks.of_agent(agent.id), self.store.tools.of_agent(agent.id)
        self._blocks |= {block.id: block for block in blocks}
        self._tools |= {tool.id: tool for tool in tools}
        readable = self.store.folders.of_agent(agent.id)
        self._folders |= {folder.id: folder for folder in readable}
        if self.with_messages:
            self._identities |= {one.id: one for one in self.store.identities.of_agent(agent.id)}
        managed = [group.id for group in self._groups if group.manager_agent_id == agent.id]
        secrets = dict.fromkeys(agent.settings.secrets, "")
        if own := agent.settings.memory_template:
            self.memory_templates[name] = own.model_dump(mode="json")
        if options := agent.settings.model_options:
            self.model_options[name] = options.model_dump(mode="json")
        passages = self._passages(agent, name)
        return {
            "id": name,
            "name": agent.name,
            **{key: list(value) if isinstance(value, tuple) else value for key, value in _UNSAID.items()},
            **settings,
            "model": agent.settings.llm_config.handle,
            "metadata": groups.retied(agent.settings.metadata, self.names),
            "group_ids": [self.names[group_id] for group_id in managed],
            "tags": self.store.agents.tags(agent.id),
            "secrets": secrets,
            "tool_exec_environment_variables": secrets,
            "block_ids": [self.name("block", block.id) for block in blocks],
            "tool_ids": [self.name("tool", tool.id) for tool in tools],
            "source_ids": [self.name("source", folder.id) for folder in readable],
            "files_agents": folders.opened_entries(self.store, agent, self.name),
            **self._history(agent, name, passages),
        }

    def _history(self, agent: AgentRecord, name: str, passages: list[Passage]) -> dict[str, Any]:
        recall, here = self.store.recall, self.conversations.get(agent.id, DEFAULT)
        history = recall.find(_ALL, agent_id=agent.id, conversation_id=here)
        self.newest = max([self.newest, *(message.created_at for message in history)])
        if not self.with_messages:
            return {"messages": [], "in_context_message_ids": []}
        context = recall.context_ids(agent.id, here)
        numbers = {message.id: number for number, message in enumerate(history)}
        prompt = next((m for m in history if [m.id] == context[:1] and m.role == "system"), None)
        told = [
            histories.prompt(self.store, agent, name, m, len(history), passages) if m is prompt else m
            for m in history
        ]
        self.rests |= histories.rests(name, history)
        self.messages |= {message_id: f"{name} message-{number}" for message_id, number in numbers.items()}
        return {
            "messages": [histories.entry(message, numbers, name) for message in told],
            "in_context_message_ids": [f"message-{numbers[one]}" for one in context if one in numbers],
        }

    def _passages(self, agent: AgentRecord, name: str) -> list[Passage]:
        """Those that the agent can search. An archive that several agents share is read once."""
        archive = self.store.archives.of_agent(agent.id) if self.with_passages else None
        if archive is None:
            return []
        if archive.id not in self._archives:
            self._archives[archive.id] = archive, self.store.archival.find(archive.id, _ALL), []
        _, found, agent_ids = self._archives[archive.id]
        agent_ids.append(name)
        self.newest = max([self.newest, *(passage.created_at for passage in found)])
        return found

    def blocks(self) -> list[dict[str, Any]]:
        blocks = sorted(self._blocks.values(), key=lambda block: (block.label, self.names[block.id]))
        return [
            {**block.model_dump(mode="json", exclude=_AUDIT), "id": self.names[block.id]} for block in blocks
        ]

    def policies(self) -> dict[str, Any]:
        return policies.entries(self.store, {id_: self.names[id_] for id_ in self._blocks})

    def block_history(self) -> list[dict[str, Any]]:
        """Without the ids of this space that led to each version."""
        told = {"label", "version", "before", "after", "actor", "created_at"}
        return [
            {"block_id": self.names[block_id], **version.model_dump(mode="json", include=told)}
            for block_id in self._blocks
            for version in self.store.timeline.of_block(block_id)
        ]

    def tools(self) -> list[dict[str, Any]]:
        return [{**tool.model_dump(mode="json"), "id": self.names[tool.id]} for tool in self.sorted_tools()]

    def sorted_tools(self) -> list[Tool]:
        return sorted(self._tools.values(), key=lambda tool: tool.name)

    def identities(self) -> list[dict[str, Any]]:
        return identities.entries(list(self._identities.values()), self.names)

    def group_rests(self) -> dict[str, Any]:
        """Up to where managers are tended."""
        return {
            self.names[group.id]: {"tended_up_to": last.partition(" ")[2]}
            for group in self._groups
            if (last := self.messages.get(group.last_processed_message_id or ""))
        }

    def sources(self) -> list[dict[str, Any]]:
        return [folders.source_entry(folder, self.name) for folder in self._folders.values()]

    def files(self) -> list[dict[str, Any]]:
        return [
            entry
            for folder in self._folders.values()
            for entry in folders.file_entries(self.store, folder, self.name)
        ]

    def archives(self) -> list[dict[str, Any]]:
        told = {"name", "description", "metadata", "embedding_config"}
        return [
            {
                "id": self.name("archive", archive.id),
                **archive.model_dump(mode="json", include=told),
                "agent_ids": agent_ids,
                "passages": [passage.model_dump(mode="json", include=_PASSAGE) for passage in found],
            }
            for archive, found, agent_ids in self._archives.values()
        ]

    def passage_names(self) -> dict[str, str]:
        """What passages are called, by their ids here."""
        return {
            passage.id: f"{self.names[archive.id]} {number}"
            for archive, found, _ in self._archives.values()
            for number, passage in enumerate(found)
        }

"""Out of a space: the same agents make the same file, byte for byte, wherever they are.

So ids are numbered within the file, even in the system prompt, which is told as it would stand there; and the time
of the file is that of the newest thing in its agents, not of the moment somebody asked.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from .. import agents, library
from ..agentfile import EXTENSION, REVISION, message_entry, message_rest
from ..memory import render
from ..model import Text
from ..schemas.agents import AgentRecord
from ..schemas.archives import Archive
from ..schemas.base import DEFAULT
from ..schemas.blocks import Block
from ..schemas.folders import Folder
from ..schemas.messages import Message
from ..schemas.passages import Passage
from ..schemas.tools import Tool
from ..store import Store
from ..store.block_history import BlockHistory
from ..store.table import Page
from . import folders

_ALL = Page(limit=-1, order="asc")
_OWN = {
    "last_stop_reason",
    "last_run_completion",
    "last_run_duration_ms",
    "secrets",
}  # settings that stay here
_AUDIT = {"created_by_id", "last_updated_by_id"}

# What else Letta's files say of an agent: how to make one, which the parts of the file say already.
_UNSAID: dict[str, Any] = {
    **dict.fromkeys(("memory_blocks", "tools", "group_ids"), ()),
    **dict.fromkeys(("include_base_tools", "include_multi_agent_tools", "include_base_tool_rules"), False),
    **dict.fromkeys(("include_default_source", "enable_reasoner", "template"), False),
    **dict.fromkeys(
        ("folder_ids", "initial_message_sequence", "context_window_limit", "embedding_chunk_size")
    ),
    **dict.fromkeys(("max_tokens", "max_reasoning_tokens", "reasoning", "from_template", "project")),
    **dict.fromkeys(("memory_variables", "identity_ids", "parallel_tool_calls")),
}


def export(
    store: Store,
    *agent_ids: str,
    scrub_messages: bool = False,
    conversation_id: str = DEFAULT,
    passages: bool | None = None,
    block_history: bool = False,
) -> dict[str, Any]:
    """Agents with their blocks, tools, history and passages; what they share stands in the file once.

    Values of secrets are left out, their names stay. Passages come with the messages, and without them only if
    asked for, since they often repeat what was said. The history of blocks can hold what was taken back, so it
    comes only if asked for.
    """
    carry = (not scrub_messages) if passages is None else passages
    packing = _Packing(store, conversation_id, with_messages=not scrub_messages, with_passages=carry)
    entries = [packing.agent(store.agents.get(agent_id)) for agent_id in agent_ids]
    return {
        "agents": entries,
        "groups": [],
        "blocks": packing.blocks(),
        "files": packing.files(),
        "sources": packing.sources(),
        "tools": packing.tools(),
        "mcp_servers": [],
        "skills": [],
        "metadata": {"revision_id": REVISION},
        "created_at": packing.newest,
        EXTENSION: {
            "archives": packing.archives(),
            "messages": packing.rests,
            **({"block_history": packing.block_history()} if block_history else {}),
        },
    }


class _Packing:
    """A file that is being made: which ids things have in it, and what is shared by its agents."""

    def __init__(
        self, store: Store, conversation_id: str, *, with_messages: bool, with_passages: bool
    ) -> None:
        self.store, self.conversation_id = store, conversation_id
        self.with_messages, self.with_passages = with_messages, with_passages
        self.newest = ""
        self.rests: dict[str, dict[str, Any]] = {}
        self._names: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._blocks: dict[str, Block] = {}
        self._tools: dict[str, Tool] = {}
        self._folders: dict[str, Folder] = {}
        self._archives: dict[str, tuple[Archive, list[Passage], list[str]]] = {}

    def name(self, kind: str, real_id: str) -> str:
        """`block-0` and so on, in the order in which things are first named."""
        if real_id not in self._names:
            self._names[real_id] = f"{kind}-{self._counts[kind]}"
            self._counts[kind] += 1
        return self._names[real_id]

    def agent(self, agent: AgentRecord) -> dict[str, Any]:
        name, settings = self.name("agent", agent.id), agent.settings.model_dump(mode="json", exclude=_OWN)
        blocks, tools = self.store.blocks.of_agent(agent.id), self.store.tools.of_agent(agent.id)
        self._blocks |= {block.id: block for block in blocks}
        self._tools |= {tool.id: tool for tool in tools}
        readable = self.store.folders.of_agent(agent.id)
        self._folders |= {folder.id: folder for folder in readable}
        secrets = dict.fromkeys(agent.settings.secrets, "")
        passages = self._passages(agent, name)
        return {
            "id": name,
            "name": agent.name,
            **{key: list(value) if isinstance(value, tuple) else value for key, value in _UNSAID.items()},
            **settings,
            "model": agent.settings.llm_config.handle,
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
        recall, here = self.store.recall, self.conversation_id
        history = recall.find(_ALL, agent_id=agent.id, conversation_id=here)
        self.newest = max([self.newest, *(message.created_at for message in history)])
        if not self.with_messages:
            return {"messages": [], "in_context_message_ids": []}
        context = recall.context_ids(agent.id, here)
        numbers = {message.id: number for number, message in enumerate(history)}
        prompt = next((m for m in history if [m.id] == context[:1] and m.role == "system"), None)
        around = _surroundings(name, prompt, len(history), passages)
        told = [self._told(agent, m, around) if m is prompt else m for m in history]
        self.rests |= _rests(name, history)
        return {
            "messages": [_entry(message, numbers, name) for message in told],
            "in_context_message_ids": [f"message-{numbers[one]}" for one in context if one in numbers],
        }

    def _told(self, agent: AgentRecord, prompt: Message, around: render.Surroundings) -> Message:
        """The system prompt as it would stand if the file were the space."""
        blocks, rules = self.store.blocks.of_agent(agent.id), agents.rules_in_words(self.store, agent)
        directories = library.in_words(self.store, agent)
        text = render.system_prompt(agent.settings.system, blocks, around, rules, directories)
        return replace(prompt, content=(Text(text),))

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
        blocks = sorted(self._blocks.values(), key=lambda block: (block.label, self._names[block.id]))
        return [
            {**block.model_dump(mode="json", exclude=_AUDIT), "id": self._names[block.id]} for block in blocks
        ]

    def block_history(self) -> list[dict[str, Any]]:
        """Without the ids of this space that led to each version."""
        history = BlockHistory(self.store.driver, self.store.clock)
        told = {"label", "version", "before", "after", "actor", "created_at"}
        return [
            {"block_id": self._names[block_id], **version.model_dump(mode="json", include=told)}
            for block_id in self._blocks
            for version in history.of(block_id)
        ]

    def tools(self) -> list[dict[str, Any]]:
        tools = sorted(self._tools.values(), key=lambda tool: tool.name)
        return [{**tool.model_dump(mode="json"), "id": self._names[tool.id]} for tool in tools]

    def sources(self) -> list[dict[str, Any]]:
        return [folders.source_entry(folder, self.name) for folder in self._folders.values()]

    def files(self) -> list[dict[str, Any]]:
        return [
            entry
            for folder in self._folders.values()
            for entry in folders.file_entries(self.store, folder, self.name)
        ]

    def archives(self) -> list[dict[str, Any]]:
        return [
            {
                "id": self.name("archive", archive.id),
                **archive.model_dump(
                    mode="json", include={"name", "description", "metadata", "embedding_config"}
                ),
                "agent_ids": agent_ids,
                "passages": [
                    p.model_dump(mode="json", include={"text", "tags", "metadata", "created_at"})
                    for p in found
                ],
            }
            for archive, found, agent_ids in self._archives.values()
        ]


def _entry(message: Message, numbers: dict[str, int], agent_name: str) -> dict[str, Any]:
    asked = numbers.get(message.extra.get("request", ""))
    return message_entry(
        message, numbers[message.id], agent_name, None if asked is None else f"message-{asked}"
    )


def _rests(agent_name: str, history: list[Message]) -> dict[str, dict[str, Any]]:
    rests = {
        f"message-{number}": rest
        for number, message in enumerate(history)
        if (rest := message_rest(message).model_dump(mode="json", exclude_defaults=True))
    }
    return {agent_name: rests} if rests else {}


def _surroundings(
    name: str, prompt: Message | None, messages: int, passages: list[Passage]
) -> render.Surroundings:
    moment = datetime.fromisoformat(prompt.created_at) if prompt else None
    return render.Surroundings(
        agent_id=name,
        compiled_at=moment.strftime("%Y-%m-%d %I:%M:%S %p %Z%z") if moment else "",
        recall_count=max(0, messages - 1),
        passage_count=len(passages),
        passage_tags=tuple(sorted({tag for passage in passages for tag in passage.tags})[:100]),
    )

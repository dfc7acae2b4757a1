"""What an agent file is made of, as a person is shown it before anything is stored. Pure.

Texts come whole where somebody decides by reading them, each with what in it can't be seen; of messages and passages
there are a few from either end. No secret's value is in it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..agentfile import AgentEntry, AgentFile, ArchiveEntry, MessageEntry
from ..schemas.tools import Tool
from ..store.tool_grants import source_hash
from ..tools.builtin import FUNCTIONS
from ..transfer.mcp import bare, tools_of
from .characters import unseen
from .powers import powers

FEW = 6  # from either end
_SHORT = 2_000  # characters of a message or a passage


def shown(text: str | None) -> dict[str, Any]:
    """A text and what in it can't be seen."""
    return {"text": text or "", "unseen": [run.wire() for run in unseen(text or "")]}


def parts(file: AgentFile, here: Mapping[str, Tool]) -> dict[str, Any]:
    """`here` are the tools of the space by name."""
    return {
        "agents": [_agent(agent) for agent in file.agents],
        "blocks": [
            {"id": b.id, "label": b.label, "limit": b.limit, "read_only": b.read_only}
            | {"description": shown(b.description), "value": shown(b.value)}
            for b in file.blocks
        ],
        "tools": [_tool(tool, here.get(tool.name)) for tool in file.tools],
        "servers": [_server(file, one.id, one.server_name, one.server_url) for one in file.mcp_servers],
        "archives": [_archive(archive) for archive in file.lettawasm.archives],
        "folders": [
            {"id": one.id, "name": one.name, "files": [f.name for f in file.files if f.source_id == one.id]}
            for one in file.sources
        ],
    }


def is_built_in(tool: Tool) -> bool:
    return tool.name in FUNCTIONS


def reaches_out(tool: Tool) -> bool:
    """Whether a tool does more than tend the agent's own memory, so that a person should have a word in it."""
    return bool(powers(tool, is_built_in=is_built_in(tool))) or not is_built_in(tool)


def _agent(agent: AgentEntry) -> dict[str, Any]:
    secrets = {**(agent.secrets or {}), **(agent.tool_exec_environment_variables or {})}
    return {
        "id": agent.id,
        "name": agent.name,
        "agent_type": agent.agent_type,
        "description": shown(agent.description),
        "system": shown(agent.system),
        "model": (agent.llm_config.handle or agent.llm_config.model) if agent.llm_config else agent.model,
        "tags": agent.tags or [],
        "block_ids": agent.block_ids or [],
        "tool_ids": agent.tool_ids or [],
        "secrets": sorted(secrets),
        "messages": _messages(agent),
    }


def _messages(agent: AgentEntry) -> dict[str, Any]:
    said = [shown_message for message in agent.messages if (shown_message := _message(message))]
    cut = max(len(said) - FEW, FEW)
    return {
        "count": len(agent.messages),
        "roles": dict(Counter(message.role for message in agent.messages)),
        "first": said[:FEW],
        "last": said[cut:],
    }


def _message(message: MessageEntry) -> dict[str, Any] | None:
    words = "\n\n".join(said(message))
    called = [call.function.name for call in message.tool_calls or ()]
    if message.role == "system" or not (words or called):
        return None
    return {"id": message.id, "role": message.role, "calls": called, **shown(words[:_SHORT])}


def said(message: MessageEntry) -> Iterator[str]:
    """The texts of a message, reasoning and what tools returned among them."""
    if isinstance(message.content, str):
        yield message.content
    for part in message.content if isinstance(message.content, list) else ():
        yield from (part[key] for key in ("text", "reasoning") if isinstance(part.get(key), str))
    for answer in message.tool_returns or ():
        if isinstance(answer.func_response, str):
            yield answer.func_response


def _tool(tool: Tool, there: Tool | None) -> dict[str, Any]:
    return {
        "id": tool.id,
        "name": tool.name,
        "tool_type": tool.tool_type,
        "language": tool.source_type or "python",
        "description": shown(tool.description),
        "source": shown(None if is_built_in(tool) else tool.source_code),
        "packages": [
            str(one.get("name", ""))
            for one in (*(tool.pip_requirements or ()), *(tool.npm_requirements or ()))
        ],
        "powers": powers(tool, is_built_in=is_built_in(tool)),
        "reaches_out": reaches_out(tool),
        "here": standing(tool, there),
    }


def standing(tool: Tool, there: Tool | None) -> str:
    """`built_in`, `new`, `same` as one that is here, or `other`: the name is taken, and ours stays."""
    if is_built_in(tool):
        return "built_in"
    if there is None:
        return "new"
    return "same" if source_hash(there) == source_hash(tool) else "other"


def _server(file: AgentFile, server_id: str, name: str, url: str | None) -> dict[str, Any]:
    return {
        "id": server_id,
        "name": name,
        "url": url and bare(url),
        "tool_ids": sorted(tools_of(file, server_id)),
    }


def _archive(archive: ArchiveEntry) -> dict[str, Any]:
    texts = [passage.text[:_SHORT] for passage in archive.passages[:FEW]]
    return {
        "id": archive.id,
        "name": archive.name,
        "count": len(archive.passages),
        "first": [shown(text) for text in texts],
    }

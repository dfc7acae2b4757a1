"""What must hold between the parts of a file: every id once, and nothing refers to what isn't there."""

from collections.abc import Iterable, Iterator
from typing import Any

from ..schemas.blocks import MAX_LIMIT
from .report import Report
from .shape import AgentEntry, AgentFile

_ENTITIES = ("agents", "blocks", "tools", "groups", "sources", "files", "mcp_servers")


def check(file: AgentFile, value: dict[str, Any], problems: Report) -> None:
    """`value` is the JSON of `file`, with what the file's shape leaves out."""
    known: dict[str, str] = {}
    for place, entry_id in _ids(value):
        _once(known, entry_id, f"{place}.id", problems)
    _tool_names(file, problems)
    _block_values(file, problems)
    for number, agent in enumerate(file.agents):
        _agent(file, agent, f"agents.{number}", known, problems)
    _folders(file, problems)
    _groups(file, value, problems)
    _extension(file, known, problems)


def _ids(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in _ENTITIES:
        entries = value.get(kind)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                yield f"{kind}.{number}", entry["id"]


def _once(seen: dict[str, str], value: str, path: str, problems: Report) -> None:
    if value in seen:
        problems.add(path, f"{value!r:.100} is used twice; it is {seen[value]} as well")
    else:
        seen[value] = path


def _tool_names(file: AgentFile, problems: Report) -> None:
    names: dict[str, str] = {}
    for number, tool in enumerate(file.tools):
        _once(names, tool.name, f"tools.{number}.name", problems)


def _block_values(file: AgentFile, problems: Report) -> None:
    for number, block in enumerate(file.blocks):
        if len(block.value) > MAX_LIMIT:
            problems.add(f"blocks.{number}.value", f"no block can hold more than {MAX_LIMIT:,} characters")


def _agent(file: AgentFile, agent: AgentEntry, path: str, known: dict[str, str], problems: Report) -> None:
    blocks, tools = {block.id: block for block in file.blocks}, {tool.id for tool in file.tools}
    _all_in(agent.block_ids, blocks, f"{path}.block_ids", "no block of the file", problems)
    _all_in(agent.tool_ids, tools, f"{path}.tool_ids", "no tool of the file", problems)
    labels: dict[str, str] = {}
    for number, block_id in enumerate(dict.fromkeys(agent.block_ids or ())):
        if block_id in blocks:
            _once(labels, blocks[block_id].label, f"{path}.block_ids.{number}", problems)
    messages: dict[str, str] = {}
    otids: dict[str, str] = {}
    for number, message in enumerate(agent.messages):
        _once(messages, message.id, f"{path}.messages.{number}.id", problems)
        if message.otid is not None:
            _once(otids, message.otid, f"{path}.messages.{number}.otid", problems)
    context: dict[str, str] = {}
    for number, message_id in enumerate(agent.in_context_message_ids):
        _once(context, message_id, f"{path}.in_context_message_ids.{number}", problems)
    _all_in(context, messages, f"{path}.in_context_message_ids", "no message of the agent", problems)


def _folders(file: AgentFile, problems: Report) -> None:
    folders, files = {source.id for source in file.sources}, {entry.id for entry in file.files}
    names: dict[str, str] = {}
    for number, entry in enumerate(file.files):
        _all_in([entry.source_id], folders, f"files.{number}.source_id", "no source of the file", problems)
        _once(names, f"{entry.source_id}/{entry.name}", f"files.{number}.file_name", problems)
    for number, agent in enumerate(file.agents):
        _all_in(agent.source_ids, folders, f"agents.{number}.source_ids", "no source of the file", problems)
        opened = [one.file_id for one in agent.files_agents or ()]
        _all_in(opened, files, f"agents.{number}.files_agents", "no file of the file", problems)


def _all_in(
    ids: Iterable[Any] | None, known: Iterable[str], path: str, complaint: str, problems: Report
) -> None:
    there = set(known)
    for number, entry_id in enumerate(ids or ()):
        if not isinstance(entry_id, str) or entry_id not in there:
            problems.add(f"{path}.{number}", f"{entry_id!r:.100} is {complaint}")


def _groups(file: AgentFile, value: dict[str, Any], problems: Report) -> None:
    agents, blocks = {agent.id for agent in file.agents}, {block.id for block in file.blocks}
    for number, group in enumerate(file.groups):
        path = f"groups.{number}"
        _all_in(group.agent_ids, agents, f"{path}.agent_ids", "no agent of the file", problems)
        _all_in(group.shared_block_ids, blocks, f"{path}.shared_block_ids", "no block of the file", problems)
        if group.manager_id is not None and group.manager_id not in agents:
            problems.add(
                f"{path}.manager_config.manager_agent_id",
                f"{group.manager_id!r:.100} is no agent of the file",
            )
    groups = {group.id for group in file.groups}
    for number, agent in enumerate(value["agents"]):
        ids = agent.get("group_ids")
        if isinstance(ids, list):
            _all_in(ids, groups, f"agents.{number}.group_ids", "no group of the file", problems)


def _extension(file: AgentFile, known: dict[str, str], problems: Report) -> None:
    agents = {agent.id: {message.id for message in agent.messages} for agent in file.agents}
    blocks = {block.id for block in file.blocks}
    archives: dict[str, str] = {}
    holders: dict[str, str] = {}
    for number, archive in enumerate(file.lettawasm.archives):
        path = f"lettawasm.archives.{number}"
        _once(archives, archive.id, f"{path}.id", problems)
        _all_in(archive.agent_ids, agents, f"{path}.agent_ids", "no agent of the file", problems)
        for place, agent_id in enumerate(archive.agent_ids):
            _once(holders, agent_id, f"{path}.agent_ids.{place}", problems)
    for agent_id, rests in file.lettawasm.messages.items():
        _all_in(
            rests, agents.get(agent_id, ()), f"lettawasm.messages.{agent_id}", "no message there", problems
        )
    _all_in(file.lettawasm.policies, blocks, "lettawasm.policies", "no block of the file", problems)
    _identities(file, problems)
    _rests(file, agents, problems)
    versions: dict[str, str] = {}
    for number, version in enumerate(file.lettawasm.block_history):
        path = f"lettawasm.block_history.{number}"
        _all_in([version.block_id], blocks, path, "no block of the file", problems)
        _once(versions, f"{version.block_id} {version.version}", f"{path}.version", problems)


def _identities(file: AgentFile, problems: Report) -> None:
    agents, blocks = {agent.id for agent in file.agents}, {block.id for block in file.blocks}
    ids: dict[str, str] = {}
    keys: dict[str, str] = {}
    for number, one in enumerate(file.lettawasm.identities):
        path = f"lettawasm.identities.{number}"
        _once(ids, one.id, f"{path}.id", problems)
        _once(keys, f"{one.project_id or ''} {one.identifier_key}", f"{path}.identifier_key", problems)
        _all_in(one.agent_ids, agents, f"{path}.agent_ids", "no agent of the file", problems)
        _all_in(one.block_ids, blocks, f"{path}.block_ids", "no block of the file", problems)


def _rests(file: AgentFile, messages: dict[str, set[str]], problems: Report) -> None:
    """What the extension adds to groups and MCP servers. A tool is on one server, and a server has a name once."""
    groups, servers = {group.id: group for group in file.groups}, {one.id for one in file.mcp_servers}
    tools = {tool.id for tool in file.tools if tool.tool_type == "external_mcp"}
    homes: dict[str, str] = {}
    _all_in(file.lettawasm.groups, groups, "lettawasm.groups", "no group of the file", problems)
    _all_in(
        file.lettawasm.mcp_servers, servers, "lettawasm.mcp_servers", "no MCP server of the file", problems
    )
    for group_id, group in file.lettawasm.groups.items():
        known = messages.get((groups[group_id].manager_id if group_id in groups else None) or "", set())
        if group.tended_up_to is not None and group.tended_up_to not in known:
            problems.add(f"lettawasm.groups.{group_id}.tended_up_to", "no message of the group's manager")
    for server_id, server in file.lettawasm.mcp_servers.items():
        path = f"lettawasm.mcp_servers.{server_id}.tools"
        names: dict[str, str] = {}
        _all_in(server.tools, tools, path, "no tool of an MCP server in the file", problems)
        for tool_id, name in server.tools.items():
            _once(homes, tool_id, f"{path}.{tool_id}", problems)
            _once(names, name, f"{path}.{tool_id}", problems)

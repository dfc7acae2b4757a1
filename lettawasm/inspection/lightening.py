"""An agent file without what a person leaves behind, as JSON that was read before. Pure.

What is left refers to nothing that is gone, so it can be read like any file.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..schemas.tools import Tool
from .characters import visible
from .parts import reaches_out

Json = dict[str, Any]

_REFERENCES = ("id", "ids", "waits_for", "refused", "tended_up_to")  # what keys of names end with
_MCP, _GATE = "external_mcp", "requires_approval"
_SECRETS = ("secrets", "tool_exec_environment_variables")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person decided on a file. `leave_out` are ids of blocks, tools, servers, archives and folders in it. With
    `ask_first` every tool that reaches out waits for a word at each call, but those that are `trusted`; no value of a
    secret comes along, and no block becomes a template for others.
    """

    leave_out: frozenset[str] = frozenset()
    strip_messages: bool = False
    strip_invisible: bool = False
    ask_first: bool = False
    trusted: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self != Wishes()

    def on(self, file: Json) -> Json:
        """The file as it is wanted. Of what isn't an agent file nothing changes."""
        if not self or not isinstance(file.get("agents"), list):
            return file
        file = _without(file, self.leave_out)
        if self.strip_messages:
            file = _silent(file)
        if self.strip_invisible:
            file = _visible(file)
        return _asking(file, self.trusted) if self.ask_first else file


def _without(file: Json, gone: Collection[str]) -> Json:
    gone = {*gone, *_on_servers(file, gone)}
    names = {tool.get("name") for tool in file.get("tools") or () if tool.get("id") in gone}
    lists = ("blocks", "tools", "mcp_servers", "sources")
    left = {key: [one for one in file.get(key) or () if one.get("id") not in gone] for key in lists}
    files = [one for one in file.get("files") or () if one.get("source_id") not in gone]
    kept = {one.get("id") for one in files}
    return {
        **file,
        **left,
        "files": files,
        "agents": [_agent_without(agent, gone, names, kept) for agent in file["agents"]],
        "groups": [_held_without(group, gone) for group in file.get("groups") or ()],
        "lettawasm": _extension_without(file.get("lettawasm") or {}, gone),
    }


def _on_servers(file: Json, gone: Collection[str]) -> set[str]:
    """The tools of servers that are left out. Where the extension is silent, their tags tell."""
    rests = (file.get("lettawasm") or {}).get("mcp_servers") or {}
    told = {tool for one in gone for tool in (rests.get(one) or {}).get("tools") or ()}
    tags = {f"mcp:{one.get('server_name')}" for one in file.get("mcp_servers") or () if one.get("id") in gone}
    mcp = [tool for tool in file.get("tools") or () if tool.get("tool_type") == _MCP]
    return told | {tool["id"] for tool in mcp if tags & set(tool.get("tags") or ())}


def _agent_without(
    agent: Json, gone: Collection[str], names: Collection[str], files: Collection[str]
) -> Json:
    rules = [rule for rule in agent.get("tool_rules") or () if rule.get("tool_name") not in names]
    opened = [one for one in agent.get("files_agents") or () if one.get("file_id") in files]
    return {**_held_without(agent, gone), "tool_rules": rules, "files_agents": opened}


def _held_without(holder: Json, gone: Collection[str]) -> Json:
    keys = [key for key in ("block_ids", "tool_ids", "source_ids", "shared_block_ids") if holder.get(key)]
    return {**holder, **{key: [one for one in holder[key] if one not in gone] for key in keys}}


def _extension_without(extension: Json, gone: Collection[str]) -> Json:
    servers = {id_: rest for id_, rest in (extension.get("mcp_servers") or {}).items() if id_ not in gone}
    history = extension.get("block_history") or ()
    return {
        **extension,
        "policies": {id_: one for id_, one in (extension.get("policies") or {}).items() if id_ not in gone},
        "mcp_servers": {id_: _server_without(rest, gone) for id_, rest in servers.items()},
        "archives": [one for one in extension.get("archives") or () if one.get("id") not in gone],
        "identities": [_held_without(one, gone) for one in extension.get("identities") or ()],
        "block_history": [version for version in history if version.get("block_id") not in gone],
    }


def _server_without(rest: Json, gone: Collection[str]) -> Json:
    tools = rest.get("tools") or {}
    return {**rest, "tools": {tool: name for tool, name in tools.items() if tool not in gone}}


def _silent(file: Json) -> Json:
    """The file without what was said. Its agents' prompts are made anew here anyway."""
    agents = [{**agent, "messages": [], "in_context_message_ids": []} for agent in file["agents"]]
    extension = {**(file.get("lettawasm") or {}), "messages": {}, "groups": {}}
    return {**file, "agents": agents, "lettawasm": extension}


def _visible(value: Any, key: str = "") -> Any:
    """The same without characters that can't be seen, but for names that parts are called by."""
    match value:
        case str() if not key.endswith(_REFERENCES):
            return visible(value)
        case list():
            return [_visible(one, key) for one in value]
        case dict():
            return {name: _visible(one, name) for name, one in value.items()}
    return value


def _asking(file: Json, trusted: Collection[str]) -> Json:
    """The file with the rule to ask first for all tools that reach out, without the values of secrets, and with no
    block that others would be made from.
    """
    names = {tool["id"]: tool["name"] for tool in file["tools"] if _must_ask(tool, trusted)}
    tools = [
        {**tool, "default_requires_approval": True} if tool["id"] in names else tool for tool in file["tools"]
    ]
    blocks = [{**block, "is_template": False} for block in file.get("blocks") or ()]
    agents = [_agent_asking(agent, names) for agent in file["agents"]]
    return {**file, "blocks": blocks, "tools": tools, "agents": agents}


def _must_ask(tool: Json, trusted: Collection[str]) -> bool:
    return tool["id"] not in trusted and reaches_out(Tool.model_validate(tool))


def _agent_asking(agent: Json, names: Mapping[str, str]) -> Json:
    asked = [names[one] for one in agent.get("tool_ids") or () if one in names]
    gates = [{"type": _GATE, "tool_name": name} for name in asked]
    rules = [rule for rule in agent.get("tool_rules") or () if rule not in gates]
    blank = {key: dict.fromkeys(agent[key], "") for key in _SECRETS if agent.get(key)}
    return {**agent, "tool_rules": [*rules, *gates], **blank}

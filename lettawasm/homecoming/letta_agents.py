"""Agents and messages as Letta's API shows them, in the words of agent files. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from pydantic import ValidationError

from ..agentfile import MessageEntry
from ..tools.builtin import FUNCTIONS
from .loose import entries, moment, text

# Of what Letta shows of an agent, all that its files call by the same name.
_SAME = (
    *("id", "name", "agent_type", "system", "description", "metadata", "tags", "llm_config", "model"),
    *("embedding", "embedding_config", "compaction_settings", "response_format", "tool_rules", "timezone"),
    *("message_buffer_autoclear", "enable_sleeptime", "max_files_open", "per_file_view_window_char_limit"),
    *("hidden",),
)
_THINGS = {
    "sources": "folders with their files",
    "identities": "identities that it belongs to",
    "secrets": "secrets, whose values no server tells",
}
_MCP = "external_mcp"


def file_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """An agent's state as an agent file without messages, in which blocks and tools keep their ids."""
    blocks = entries(state, "blocks") or entries(state.get("memory"), "blocks")
    tools = [tool for tool in entries(state, "tools") if tool.get("tool_type") != _MCP]
    kept = {text(tool, "name") for tool in tools} | FUNCTIONS.keys()
    agent = {key: state[key] for key in _SAME if state.get(key) is not None}
    rules = [rule for rule in entries(state, "tool_rules") if text(rule, "tool_name") in kept]
    return {
        "agents": [
            {
                **agent,
                "tool_rules": rules,
                "block_ids": [block.get("id") for block in blocks],
                "tool_ids": [tool.get("id") for tool in tools],
            }
        ],
        "blocks": [_told(block, _BLOCK) for block in blocks],
        "tools": [_told(tool, _TOOL) for tool in tools],
    }


_BLOCK = ("id", "label", "value", "limit", "description", "read_only", "metadata", "tags", "hidden")
_TOOL = (
    *("id", "name", "tool_type", "description", "json_schema", "args_json_schema", "source_type"),
    *("source_code", "tags", "return_char_limit", "pip_requirements", "npm_requirements"),
    *("default_requires_approval", "enable_parallel_execution"),
)


def _told(value: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value[name] for name in names if value.get(name) is not None}


def stays_behind(state: Mapping[str, Any]) -> Iterator[str]:
    """What of an agent doesn't come along, in words."""
    for name, words in _THINGS.items():
        if found := len(entries(state, name)):
            yield f"{found} {words}"
    if mcp := [text(tool, "name") for tool in entries(state, "tools") if tool.get("tool_type") == _MCP]:
        yield f"tools of MCP servers ({', '.join(mcp)}): add the servers here, and attach them"
    if isinstance(state.get("multi_agent_group") or state.get("managed_group"), dict):
        yield "the group that it manages"


def messages(wires: Iterable[dict[str, Any]]) -> Iterator[tuple[MessageEntry | None, list[str]]]:
    """Stored messages out of what the API shows of them, where one can be several; and what of each is left out."""
    for message_id, group in groupby(wires, key=lambda wire: text(wire, "id")):
        fields, left_out = _fields(list(group))
        try:
            yield MessageEntry.model_validate({**fields, "id": message_id}), left_out
        except ValidationError:
            yield None, ["a message that can't be read"]


def _fields(wires: list[dict[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    fields: dict[str, Any] = {"role": "assistant", "content": [], "tool_calls": [], "tool_returns": []}
    left_out: list[str] = []
    for wire in wires:
        kind = text(wire, "message_type")
        match kind:
            case "system_message" | "user_message":
                fields |= {"role": kind.removesuffix("_message"), "content": _content(wire.get("content"))}
            case "summary_message":
                fields |= {"role": "summary", "content": _content(wire.get("summary"))}
            case "assistant_message":
                fields["content"] += _content(wire.get("content"))
            case "reasoning_message":
                fields["content"].insert(0, {"type": "reasoning", "reasoning": text(wire, "reasoning")})
            case "tool_call_message" | "approval_request_message":
                fields["tool_calls"] += [_call(call) for call in _calls(wire)]
            case "tool_return_message":
                fields |= {"role": "tool", "tool_returns": [_return(one) for one in _returns(wire)]}
            case _:
                left_out.append(kind or "a message without a type")
    common = {"created_at": moment(wires[0].get("date")), "name": text(wires[0], "name")}
    return {key: value for key, value in {**common, **fields}.items() if value}, left_out


def _content(given: Any) -> list[dict[str, Any]]:
    if isinstance(given, str):
        return [{"type": "text", "text": given}]
    return [part for part in given if isinstance(part, dict)] if isinstance(given, list) else []


def _calls(wire: dict[str, Any]) -> list[dict[str, Any]]:
    one = wire.get("tool_call")
    return entries(wire, "tool_calls") or ([one] if isinstance(one, dict) else [])


def _call(call: dict[str, Any]) -> dict[str, Any]:
    function = {"name": text(call, "name"), "arguments": text(call, "arguments") or "{}"}
    return {"id": text(call, "tool_call_id"), "type": "function", "function": function}


def _returns(wire: dict[str, Any]) -> list[dict[str, Any]]:
    return entries(wire, "tool_returns") or [wire]


def _return(one: dict[str, Any]) -> dict[str, Any]:
    told = ("tool_call_id", "status", "stdout", "stderr", "name")
    return {"func_response": one.get("tool_return"), **{key: one[key] for key in told if one.get(key)}}

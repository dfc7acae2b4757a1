"""Tools, calls and what they returned, in words for a model that has no other way to be told of them. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from .. import strict_json
from ..model import ChatMessage, ModelRequest, Role, Text, ToolCall, ToolSpec
from .reading import in_json
from .union import ARGUMENTS, SAY, TOOL

_ONLY_CALL = "Reply with one JSON object and nothing else, which calls a tool, like this: {call}"
_SAY_OR_CALL = (
    "Reply with one JSON object and nothing else. To speak to the person: {say}. To call a tool, like this: {call}. "
    "You are shown what it returned, and then you reply again."
)
_TEXT_OR_CALL = (
    "To call a tool, reply with one JSON object and nothing else, like this: {call}. You are shown what it returned, "
    "and then you reply again. To speak to the person, write plain text."
)
_SAMPLES = {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}


def told(request: ModelRequest, tools: Sequence[ToolSpec], *, in_schema: bool) -> tuple[ChatMessage, ...]:
    """The messages, with the tools in the system prompt and every call and return as plain words."""
    names = {call.id: call.name for message in request.messages for call in message.tool_calls}
    system = [message.text for message in request.messages[:1] if message.role == "system"]
    turns = [_turn(message, names, in_schema and bool(tools)) for message in request.messages[len(system) :]]
    if tools:
        may_speak = request.tool_choice == "auto"
        how = _ONLY_CALL if not may_speak else _SAY_OR_CALL if in_schema else _TEXT_OR_CALL
        told = how.format(say=in_json({SAY: "…"}), call=_example(tools[0]))
        system.append(f"{_listed(tools)}\n\n{told}")
    head = [ChatMessage("system", (Text("\n\n".join(system)),))] if system else []
    return tuple(chain(head, _joined(turns)))


def _example(tool: ToolSpec) -> str:
    """A call as it looks, with the arguments that it must have."""
    arguments = tool.parameters.get("properties") or {}
    needed = (name for name in tool.parameters.get("required") or () if name in arguments)
    return in_json({TOOL: tool.name, ARGUMENTS: {name: _sample(arguments[name]) for name in needed}})


def _sample(schema: Any) -> Any:
    given = schema if isinstance(schema, Mapping) else {}
    return given["enum"][0] if given.get("enum") else _SAMPLES.get(str(given.get("type")), "…")


def _listed(tools: Iterable[ToolSpec]) -> str:
    return "\n".join(["You have these tools:", *chain.from_iterable(map(_tool, tools))])


def _tool(tool: ToolSpec) -> Iterator[str]:
    """A line for the tool, and one for each argument that has something said of it."""
    properties = tool.parameters.get("properties")
    arguments = properties if isinstance(properties, Mapping) else {}
    required = tool.parameters.get("required") or ()
    signature = ", ".join(
        f"{name}{'' if name in required else '?'}: {_type(one)}" for name, one in arguments.items()
    )
    yield f"- {tool.name}({signature}): {tool.description}"
    for name, one in arguments.items():
        if isinstance(one, Mapping) and one.get("description"):
            yield f"  {name}: {one['description']}"


def _type(schema: object) -> str:
    if not isinstance(schema, Mapping):
        return "any"
    if isinstance(allowed := schema.get("enum"), list):
        return " | ".join(map(in_json, allowed))
    if isinstance(choices := schema.get("anyOf") or schema.get("oneOf"), list):
        return " | ".join(map(_type, choices))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items'))}"
    return str(schema.get("type", "any"))


def _turn(message: ChatMessage, names: Mapping[str, str], in_schema: bool) -> ChatMessage:
    match message.role:
        case "tool":
            name = names.get(message.tool_call_id or "", "The tool")
            return ChatMessage("user", (Text(f"[{name} returned] {message.text}"),))
        case "assistant":
            return ChatMessage("assistant", (Text("\n".join(_replies(message, in_schema))),))
        case "system":
            return ChatMessage("user", (Text(f"[system] {message.text}"),))
        case _:
            return message


def _replies(message: ChatMessage, in_schema: bool) -> Iterator[str]:
    """What the assistant said and called, as it would have written it."""
    if message.text or not message.tool_calls:
        yield in_json({SAY: message.text}) if in_schema else message.text
    for call in message.tool_calls:
        yield in_json({TOOL: call.name, ARGUMENTS: _arguments(call)})


def _arguments(call: ToolCall) -> Any:
    try:
        return strict_json.loads(call.arguments or "{}")
    except ValueError:
        return call.arguments


def _joined(turns: Iterable[ChatMessage]) -> list[ChatMessage]:
    """With neighbours of the same role made one: many templates want roles to alternate."""
    joined: list[ChatMessage] = []
    for turn in turns:
        last: Role | None = joined[-1].role if joined else None
        if turn.role == last:
            joined[-1] = replace(joined[-1], content=(*joined[-1].content, *turn.content))
        else:
            joined.append(turn)
    return joined

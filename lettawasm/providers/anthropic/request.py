"""A model request as the JSON of Anthropic's Messages API."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...model import ChatMessage, Image, ModelRequest, Text
from ..dialect import Json
from ..pairing import identified
from ..schema_words import in_words, schema_of
from ..signatures import unsigned
from .blocks import blocks
from .thinking import thinking

# What a server may refuse by name, and can do without; see `http` for how it learns. A model takes either adaptive
# thinking or a budget for it (`enabled`): whichever is refused, the other one is tried.
OPTIONAL = (
    "cache_control",
    "display",
    "adaptive",
    "enabled",
    "effort",
    "format",
    "output_config",
    "disable_parallel_tool_use",
    "temperature",
    "top_p",
    "max_tokens",
    "signature",
    "thinking",
    "tool_choice",
)
LONGEST_REPLY = 16_384  # tokens, where nothing else is asked for: the API wants to be told
SHORTER_REPLY = 4_096  # what every model can
_ODD = re.compile(r"[^A-Za-z0-9_-]")
_CACHED = {"type": "ephemeral"}


def encode(request: ModelRequest, refused: frozenset[str] = frozenset()) -> Json:
    """The body of a streamed request, without what the server refused."""
    schema = schema_of(request)
    if schema is not None and (not schema or refused & {"format", "output_config"}):
        request, schema = in_words(request), None
    if "signature" in refused:
        request = unsigned(request)
    system, messages = _system(request.messages), _messages(request.messages)
    tools = _tools(request)
    if "cache_control" not in refused:
        _cache(tools, system, messages[-1]["content"])
    body: Json = {
        "model": request.model,
        "max_tokens": request.max_tokens or _longest(refused),
        "system": system or None,
        "messages": messages,
        "tools": tools or None,
        "tool_choice": _tool_choice(request, refused) if tools else None,
        "stop_sequences": list(request.stop) or None,
        "temperature": None if request.temperature is None else min(request.temperature, 1.0),
        "top_p": request.top_p if request.temperature is None else None,  # one of the two
        "output_config": {"format": {"type": "json_schema", "schema": _closed(schema)}} if schema else None,
        "stream": True,
    }
    body |= thinking(request, body, refused)
    return {
        name: value
        for name, value in body.items()
        if value is not None and (name not in refused or name == "max_tokens")
    }


def _longest(refused: frozenset[str]) -> int:
    return SHORTER_REPLY if "max_tokens" in refused else LONGEST_REPLY


def _cache(*parts: list[Json]) -> None:
    """Mark the ends of what will be the same in the next request: the tools, the system prompt, all that was said."""
    for part in parts:
        if part:
            part[-1] = {**part[-1], "cache_control": _CACHED}


def _tools(request: ModelRequest) -> list[Json]:
    """A prompt with calls in it needs tools, also where none may be called."""
    if request.tools:
        return [
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": {"type": "object", **tool.parameters},
            }
            for tool in request.tools
        ]
    called = dict.fromkeys(call.name for message in request.messages for call in message.tool_calls)
    return [{"name": name, "input_schema": {"type": "object"}} for name in called]


def _tool_choice(request: ModelRequest, refused: frozenset[str]) -> Json:
    if not request.tools or request.tool_choice == "none":
        return {"type": "none"}
    is_named = any(tool.name == request.tool_choice for tool in request.tools)
    kind = {"required": "any"}.get(request.tool_choice, "tool" if is_named else "auto")
    choice: Json = {"type": kind, "name": request.tool_choice} if kind == "tool" else {"type": kind}
    if not request.parallel_tool_calls and "disable_parallel_tool_use" not in refused:
        choice["disable_parallel_tool_use"] = True
    return choice


def _system(messages: tuple[ChatMessage, ...]) -> list[Json]:
    """The system prompt: what stands before all else."""
    texts: list[str] = []
    for message in messages:
        if message.role != "system":
            break
        texts.append(message.text)
    return [{"type": "text", "text": text} for text in texts if text.strip()]


def _messages(messages: tuple[ChatMessage, ...]) -> list[Json]:
    """What was said, in turns: the person's and the model's take turns, the person begins, and has the last word."""
    turns: list[Json] = []
    is_said = False
    for message in identified(messages, lambda call_id: _ODD.sub("_", call_id)):
        is_said = is_said or message.role != "system"
        content = _content(message) if is_said else []
        role = "assistant" if message.role == "assistant" else "user"
        if content and turns and turns[-1]["role"] == role:
            turns[-1]["content"] += content
        elif content:
            turns.append({"role": role, "content": content})
    if not turns or turns[0]["role"] == "assistant":
        turns.insert(0, _said("…"))
    return turns if turns[-1]["role"] == "user" else [*turns, _said("Go on.")]


def _said(text: str) -> Json:
    return {"role": "user", "content": [{"type": "text", "text": text}]}


def _content(message: ChatMessage) -> list[Json]:
    match message.role:
        case "assistant":
            return list(blocks(message))
        case "tool":
            return [{"type": "tool_result", "tool_use_id": message.tool_call_id, "content": message.text}]
        case "system":
            return [{"type": "text", "text": f"<system>\n{message.text}\n</system>"}]
        case _:
            return list(_parts(message.content))


def _parts(content: Iterable[Text | Image]) -> Iterable[Json]:
    for part in content:
        match part:
            case Text(text) if text.strip():
                yield {"type": "text", "text": text}
            case Image(url):
                yield {"type": "image", "source": _source(url)}


def _source(url: str) -> Json:
    if not url.startswith("data:"):
        return {"type": "url", "url": url}
    media_type, _, data = url.removeprefix("data:").partition(";base64,")
    return {"type": "base64", "media_type": media_type, "data": data}


def _closed(schema: Any) -> Any:
    """The schema with objects that take no other members: the API takes no others."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    closed = {name: _closed(value) for name, value in schema.items()}
    return {**closed, "additionalProperties": False} if schema.get("type") == "object" else closed

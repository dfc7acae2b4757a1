"""A model request as the JSON of OpenAI's chat completions, in the form that most servers accept."""

from collections.abc import Iterator
from typing import Any

from .. import strict_json
from ..model import ChatMessage, Image, ModelRequest, Text

Json = dict[str, Any]

# What a server may refuse by name, and can do without. `max_tokens` is then sent under its newer name.
OPTIONAL = frozenset({"stream_options", "parallel_tool_calls", "temperature", "tool_choice", "max_tokens"})


def encode(request: ModelRequest, refused: frozenset[str] = frozenset()) -> Json:
    """The body of a streamed request, without the optional parameters the server refused."""
    body: Json = {
        "model": request.model,
        "messages": list(_messages(request.messages)),
        "stream": True,
        "stream_options": {"include_usage": True},
        **_tools(request),
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
        "max_completion_tokens": request.max_tokens if "max_tokens" in refused else None,
        "response_format": dict(request.response_format) if request.response_format else None,
    }
    return {name: value for name, value in body.items() if value is not None and name not in refused}


def _tools(request: ModelRequest) -> Json:
    """Servers refuse `tool_choice` and `parallel_tool_calls` where there are no tools."""
    if not request.tools:
        return {}
    functions = [
        {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
        for tool in request.tools
    ]
    return {
        "tools": [{"type": "function", "function": function} for function in functions],
        "tool_choice": _tool_choice(request),
        "parallel_tool_calls": request.parallel_tool_calls,
    }


def _tool_choice(request: ModelRequest) -> str | Json:
    if request.tool_choice in ("auto", "none", "required"):
        return request.tool_choice
    if any(tool.name == request.tool_choice for tool in request.tools):
        return {"type": "function", "function": {"name": request.tool_choice}}
    return "auto"


def _messages(messages: tuple[ChatMessage, ...]) -> Iterator[Json]:
    """Every call gets an id; returns without one answer the nameless calls in their order."""
    nameless: list[str] = []
    for at, message in enumerate(messages):
        if message.role == "tool":
            call_id = message.tool_call_id or (nameless.pop(0) if nameless else f"call_{at}")
            yield {"role": "tool", "tool_call_id": call_id, "content": message.text}
        elif message.role == "assistant":
            ids = [call.id or f"call_{at}_{number}" for number, call in enumerate(message.tool_calls)]
            nameless += [known for known, call in zip(ids, message.tool_calls, strict=True) if not call.id]
            yield _assistant(message, ids)
        else:
            yield {"role": message.role, "content": _content(message)}


def _assistant(message: ChatMessage, ids: list[str]) -> Json:
    if not message.tool_calls:
        return {"role": "assistant", "content": message.text}
    functions = [
        {"name": call.name, "arguments": call.arguments if is_object(call.arguments) else "{}"}
        for call in message.tool_calls
    ]
    calls = [
        {"id": call_id, "type": "function", "function": function}
        for call_id, function in zip(ids, functions, strict=True)
    ]
    return {"role": "assistant", "content": message.text or None, "tool_calls": calls}


def _content(message: ChatMessage) -> str | list[Json]:
    if not any(isinstance(part, Image) for part in message.content):
        return message.text
    return [_part(part) for part in message.content]


def _part(part: Text | Image) -> Json:
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Image(url):
            return {"type": "image_url", "image_url": {"url": url}}


def is_object(text: str) -> bool:
    """Whether a call's arguments are a JSON object. Servers refuse the whole prompt for one that is not."""
    try:
        return isinstance(strict_json.parse(text), dict)
    except (ValueError, RecursionError):
        return False

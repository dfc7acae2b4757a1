"""A model request as the JSON of OpenAI's chat completions, in the form that most servers accept."""

from collections.abc import Iterator

from ..model import ChatMessage, Image, ModelRequest, Text, ToolCall
from .arguments import is_object, object_of
from .dialect import Json
from .pairing import identified

# What a server may refuse by name, and can do without. `max_tokens` is then sent under its newer name, and what the
# reply has to look like is told in words.
OPTIONAL = (
    "stream_options",
    "parallel_tool_calls",
    "temperature",
    "top_p",
    "tool_choice",
    "max_tokens",
    "stop",
    "reasoning_effort",
    "reasoning_content",
    "reasoning_details",
    "json_schema",
    "response_format",
)
_EFFORTS = {"max": "xhigh"}  # others have the same names there


def encode(request: ModelRequest, refused: frozenset[str] = frozenset()) -> Json:
    """The body of a streamed request, without what the server refused."""
    if refused & {"json_schema", "response_format"}:
        from .schema_words import in_words  # seldom

        request = in_words(request)
    effort = request.reasoning.effort if request.reasoning else None
    body: Json = {
        "model": request.model,
        "messages": list(_messages(request.messages, refused)),
        "stream": True,
        "stream_options": {"include_usage": True},
        **_tools(request),
        "temperature": request.temperature,
        "top_p": request.top_p,
        "stop": list(request.stop) or None,
        "max_tokens": request.max_tokens,
        "max_completion_tokens": request.max_tokens if "max_tokens" in refused else None,
        "reasoning_effort": _EFFORTS.get(effort, effort) if effort else None,
        "response_format": _format(request, refused),
    }
    return {name: value for name, value in body.items() if value is not None and name not in refused}


def _format(request: ModelRequest, refused: frozenset[str]) -> Json | None:
    wanted = dict(request.response_format or {})
    is_refused = wanted.get("type") == "json_schema" and "json_schema" in refused
    return {"type": "json_object"} if is_refused else wanted or None


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


def _messages(messages: tuple[ChatMessage, ...], refused: frozenset[str]) -> Iterator[Json]:
    for message in identified(messages):
        match message.role:
            case "tool":
                yield {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.text}
            case "assistant":
                yield {**_assistant(message), **_thoughts(message, refused)}
            case role:
                yield {"role": role, "content": _content(message)}


def _assistant(message: ChatMessage) -> Json:
    if not message.tool_calls:
        return {"role": "assistant", "content": message.text}
    calls = [{"id": call.id, "type": "function", "function": _function(call)} for call in message.tool_calls]
    return {"role": "assistant", "content": message.text or None, "tool_calls": calls}


def _function(call: ToolCall) -> Json:
    return {"name": call.name, "arguments": call.arguments if is_object(call.arguments) else "{}"}


def _thoughts(message: ChatMessage, refused: frozenset[str]) -> Json:
    """What the server told of its thoughts, under the names it gave them. See `chat_thoughts`."""
    if not message.signature:
        return {}
    told = object_of(message.signature)
    if "reasoning_content" in told:
        told["reasoning_content"] = message.reasoning
    return {name: value for name, value in told.items() if name not in refused}


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

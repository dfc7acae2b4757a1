"""A model request as the JSON of OpenAI's Responses API. Nothing is left with the server: each request has all that was
said, and the model's own thoughts in a form that only the server reads.
"""

from collections.abc import Iterator

from ...model import ChatMessage, Image, ModelRequest, Text
from ..dialect import Json
from ..pairing import identified
from ..schema_words import in_words, schema_of
from ..signatures import unsigned
from .items import items

# What a server may refuse by name, and can do without.
OPTIONAL = (
    "encrypted_content",
    "include",
    "summary",
    "effort",
    "reasoning",
    "store",
    "strict",
    "parallel_tool_calls",
    "temperature",
    "top_p",
    "max_output_tokens",
    "format",
    "tool_choice",
)
_EFFORTS = {"max": "xhigh"}  # others have the same names there


def encode(request: ModelRequest, refused: frozenset[str] = frozenset()) -> Json:
    """The body of a streamed request, without what the server refused."""
    if "format" in refused:
        request = in_words(request)
    if "encrypted_content" in refused:
        request = unsigned(request)
    system, said = _split(request.messages)
    body: Json = {
        "model": request.model,
        "instructions": system or None,
        "input": [item for message in identified(said) for item in _items(message)],
        "stream": True,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        **_tools(request, refused),
        "reasoning": _reasoning(request, refused),
        "text": _text(request, refused),
        "temperature": request.temperature,
        "top_p": request.top_p,
        "max_output_tokens": request.max_tokens,
    }
    return {name: value for name, value in body.items() if value is not None and name not in refused}


def _split(messages: tuple[ChatMessage, ...]) -> tuple[str, tuple[ChatMessage, ...]]:
    """The system prompt, and what was said after it."""
    if messages and messages[0].role == "system":
        return messages[0].text, messages[1:]
    return "", messages


def _tools(request: ModelRequest, refused: frozenset[str]) -> Json:
    if not request.tools:
        return {}
    loose = {} if "strict" in refused else {"strict": False}  # it is strict unless told otherwise
    return {
        "tools": [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.parameters),
                **loose,
            }
            for tool in request.tools
        ],
        "tool_choice": _tool_choice(request),
        "parallel_tool_calls": request.parallel_tool_calls,
    }


def _tool_choice(request: ModelRequest) -> str | Json:
    if request.tool_choice in ("auto", "none", "required"):
        return request.tool_choice
    is_there = any(tool.name == request.tool_choice for tool in request.tools)
    return {"type": "function", "name": request.tool_choice} if is_there else "auto"


def _reasoning(request: ModelRequest, refused: frozenset[str]) -> Json | None:
    wanted = request.reasoning
    if wanted is None:
        return None
    effort = _EFFORTS.get(wanted.effort, wanted.effort) if wanted.effort else None
    told = {"effort": effort, "summary": "auto" if effort != "none" else None}
    return {name: value for name, value in told.items() if value and name not in refused} or None


def _text(request: ModelRequest, refused: frozenset[str]) -> Json | None:
    schema = schema_of(request)
    if schema is None or "format" in refused:
        return None
    if not schema:
        return {"format": {"type": "json_object"}}
    given = dict((request.response_format or {})["json_schema"])
    return {"format": {"name": "reply", **given, "type": "json_schema"}}


def _items(message: ChatMessage) -> Iterator[Json]:
    match message.role:
        case "assistant":
            yield from items(message)
        case "tool":
            yield {
                "type": "function_call_output",
                "call_id": message.tool_call_id,
                "output": message.text,
            }
        case role:
            yield {"type": "message", "role": role, "content": [_part(part) for part in message.content]}


def _part(part: Text | Image) -> Json:
    match part:
        case Text(text):
            return {"type": "input_text", "text": text}
        case Image(url):
            return {"type": "input_image", "image_url": url, "detail": "auto"}

"""A model request as the JSON of `streamGenerateContent`."""

import re
from collections.abc import Iterable, Iterator

from ...model import ChatMessage, Image, ModelRequest, Text, ToolSpec
from ..arguments import object_of
from ..dialect import Json
from ..schema_words import in_words, schema_of
from . import schema

# What a model may refuse by name, and can do without.
OPTIONAL = (
    "thinkingLevel",
    "thinkingBudget",
    "thinkingConfig",
    "responseJsonSchema",
    "responseMimeType",
    "thoughtSignature",
    "stopSequences",
    "temperature",
    "topP",
)
_BUDGETS = {
    "none": 0,
    "minimal": 512,
    "low": 1024,
    "medium": 8192,
    "high": 24_576,
    "xhigh": 24_576,
    "max": -1,
}
_LEVELS = {"none": "minimal", "xhigh": "high", "max": "high"}  # others have the same names there
_NO_LEVELS = re.compile(r"gemini-(1|2)")  # older models count tokens instead
_DATA = re.compile(r"data:([^;,]+);base64,(.*)", re.DOTALL)
_FOREIGN = "skip_thought_signature_validator"  # Google's own word for calls that another model made
_SIGNS = re.compile(r"gemini-([3-9]|\d\d)")  # refuse unsigned calls


def encode(request: ModelRequest, refused: frozenset[str] = frozenset()) -> Json:
    """The body of a streamed request, without what was refused."""
    if refused & {"responseJsonSchema", "responseMimeType"} or (
        request.tools and schema_of(request) is not None
    ):
        request = in_words(request)  # older models take no schema beside functions
    head = request.messages[:1] if request.messages and request.messages[0].role == "system" else ()
    body: Json = {
        "systemInstruction": {"parts": [{"text": head[0].text}]} if head and head[0].text else None,
        "contents": _contents(request, request.messages[len(head) :], refused),
        **_tools(request),
        "generationConfig": _without_nulls(_generation(request, refused)) or None,
    }
    return _without_nulls(body)


def _generation(request: ModelRequest, refused: frozenset[str]) -> Json:
    wanted = None if request.tools else schema_of(request)
    said: Json = {
        "temperature": request.temperature,
        "topP": request.top_p,
        "maxOutputTokens": request.max_tokens,
        "stopSequences": list(request.stop) or None,
        "responseMimeType": None if wanted is None else "application/json",
        "responseJsonSchema": dict(wanted) if wanted else None,
        "thinkingConfig": _thinking(request, refused),
    }
    return {name: value for name, value in said.items() if name not in refused}


def _thinking(request: ModelRequest, refused: frozenset[str]) -> Json | None:
    if not (wish := request.reasoning):
        return None
    told: Json = {"includeThoughts": True}
    if wish.max_tokens:
        told["thinkingBudget"] = wish.max_tokens
    elif wish.effort and _NO_LEVELS.search(request.model):
        told["thinkingBudget"] = _BUDGETS.get(wish.effort)
    elif wish.effort:
        told["thinkingLevel"] = _LEVELS.get(wish.effort, wish.effort)
    return _without_nulls({name: value for name, value in told.items() if name not in refused})


def _tools(request: ModelRequest) -> Json:
    if not request.tools:
        return {}
    config: Json = {"mode": {"none": "NONE", "auto": "AUTO"}.get(request.tool_choice, "ANY")}
    if any(tool.name == request.tool_choice for tool in request.tools):
        config["allowedFunctionNames"] = [request.tool_choice]
    return {
        "tools": [{"functionDeclarations": [_function(tool) for tool in request.tools]}],
        "toolConfig": {"functionCallingConfig": config},
    }


def _function(tool: ToolSpec) -> Json:
    told = {
        "name": tool.name,
        "description": tool.description,
        "parameters": schema.parameters(tool.parameters),
    }
    return _without_nulls(told)


def _contents(request: ModelRequest, messages: Iterable[ChatMessage], refused: frozenset[str]) -> list[Json]:
    """The turns, in which two of one role never follow each other, and the first is the person's."""
    turns: list[Json] = []
    needs_signing = bool(_SIGNS.search(request.model)) and "thoughtSignature" not in refused
    names: dict[str, str] = {}
    for message in messages:
        names |= {call.id: call.name for call in message.tool_calls}
        role = "model" if message.role == "assistant" else "user"
        parts = list(_parts(message, names, needs_signing))
        if "thoughtSignature" in refused:
            parts = [
                {name: value for name, value in part.items() if name != "thoughtSignature"} for part in parts
            ]
        if turns and turns[-1]["role"] == role:
            turns[-1]["parts"] += parts
        elif parts:
            turns.append({"role": role, "parts": parts})
    if not turns or turns[0]["role"] == "model":
        turns.insert(0, {"role": "user", "parts": [{"text": "…"}]})
    return turns


def _parts(message: ChatMessage, names: dict[str, str], needs_signing: bool) -> Iterator[Json]:
    if message.role == "tool":
        yield {"functionResponse": _response(message, names)}
        return
    for part in message.content:
        if isinstance(part, Image) or part.text:
            yield _part(part)
    if message.signature:
        yield {"text": "", "thoughtSignature": message.signature}
    for at, call in enumerate(message.tool_calls):
        told: Json = {"functionCall": {"id": call.id, "name": call.name, "args": object_of(call.arguments)}}
        signature = call.signature or (_FOREIGN if needs_signing and at == 0 else None)
        yield {**told, "thoughtSignature": signature} if signature else told


def _response(message: ChatMessage, names: dict[str, str]) -> Json:
    call_id = message.tool_call_id or ""
    told = {"id": call_id or None, "name": names.get(call_id, "tool"), "response": {"result": message.text}}
    return _without_nulls(told)


def _part(part: Text | Image) -> Json:
    match part:
        case Text(text):
            return {"text": text}
        case Image(url):
            if found := _DATA.match(url):
                return {"inlineData": {"mimeType": found[1], "data": found[2]}}
            return {"fileData": {"fileUri": url}}


def _without_nulls(said: Json) -> Json:
    return {name: value for name, value in said.items() if value is not None}

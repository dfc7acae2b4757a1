"""The wish for JSON in words, for servers that don't take it any other way."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..model import ChatMessage, ModelRequest, Text

_ANY = "Answer with one JSON object and nothing else."
_FITTING = "Answer with one JSON object that fits this JSON Schema, and nothing else:\n"


def schema_of(request: ModelRequest) -> Mapping[str, Any] | None:
    """The JSON Schema that the reply has to fit; an empty one for any object, None for free text."""
    wanted = request.response_format or {}
    if wanted.get("type") not in ("json_schema", "json_object"):
        return None
    given = wanted.get("json_schema")
    schema = given.get("schema") if isinstance(given, Mapping) else None
    return schema if isinstance(schema, Mapping) else {}


def in_words(request: ModelRequest) -> ModelRequest:
    """The same request, whose system prompt says what its `response_format` says."""
    schema = schema_of(request)
    if schema is None:
        return request
    wish = Text(_FITTING + json.dumps(schema) if schema else _ANY)
    head, *rest = request.messages or (ChatMessage("system"),)
    if head.role == "system":
        told = (replace(head, content=(*head.content, wish)), *rest)
    else:
        told = (ChatMessage("system", (wish,)), head, *rest)
    return replace(request, messages=tuple(told))

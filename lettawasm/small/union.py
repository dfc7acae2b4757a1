"""The schema of a reply that says something or calls a tool, in the JSON Schema that every engine takes. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..model import ToolSpec

Schema = dict[str, Any]

SAY, TOOL, ARGUMENTS = "say", "tool", "arguments"
_KEPT = ("type", "enum", "const", "required")  # what constrains and is understood everywhere
_DEEPEST = 20  # a schema may contain itself


def reply_schema(tools: Iterable[ToolSpec], said: Mapping[str, Any] | None) -> Schema:
    """Calls of the tools or, where `said` is the schema of that, words."""
    forms = [
        _closed({TOOL: {"type": "string", "enum": [tool.name]}, ARGUMENTS: _taken(tool)}) for tool in tools
    ]
    if said is not None:
        forms.insert(0, _closed({SAY: plain(said, said)}))
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def said_schema(response_format: Mapping[str, Any] | None) -> Schema:
    """What may be said: a text, unless the person wants it in a form of its own."""
    match response_format:
        case {"type": "json_schema", "json_schema": {"schema": dict(schema)}}:
            return schema
        case {"type": "json_object"}:
            return {"type": "object"}
    return {"type": "string"}


def as_format(schema: Schema) -> Schema:
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": schema}}


def plain(schema: object, root: Mapping[str, Any], depth: int = 0) -> Schema:
    """A schema without what engines don't know: references are followed, words and formats left out."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return {}
    if "$ref" in schema:
        return plain(_referred(str(schema["$ref"]), root), root, depth + 1)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if isinstance(choices, list):
        return {"anyOf": [plain(choice, root, depth + 1) for choice in choices]}
    if isinstance(types := schema.get("type"), list):
        return {"anyOf": [plain({**schema, "type": one}, root, depth + 1) for one in types]}
    kept = {name: schema[name] for name in _KEPT if name in schema}
    if isinstance(properties := schema.get("properties"), Mapping) and properties:
        within = {name: plain(one, root, depth + 1) for name, one in properties.items()}
        return {**kept, "type": "object", "properties": within, "additionalProperties": False}
    if "items" in schema:
        kept["items"] = plain(schema["items"], root, depth + 1)
    return kept


def _taken(tool: ToolSpec) -> Schema:
    schema = plain(tool.parameters, tool.parameters)
    return schema if "properties" in schema or tool.parameters.get("additionalProperties") else _closed({})


def _closed(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _referred(path: str, root: Mapping[str, Any]) -> object:
    """What `#/$defs/Name` stands for."""
    value: object = root
    for step in path.removeprefix("#").strip("/").split("/"):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value

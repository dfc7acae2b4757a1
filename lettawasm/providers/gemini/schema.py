"""JSON Schema in the part of it that Gemini takes for a function's parameters: OpenAPI's, and not all of that."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..dialect import Json

_KEPT = {
    "type",
    "format",
    "title",
    "description",
    "nullable",
    "enum",
    "maxItems",
    "minItems",
    "required",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
}
_FORMATS = {"date-time", "enum", "int32", "int64", "float", "double"}
_DEEPEST = 16  # levels; what refers to itself has no end


def parameters(schema: Mapping[str, Any]) -> Json | None:
    """None for a function without any, which may have no schema at all."""
    if not schema.get("properties"):
        return None
    return _told(schema, dict(_definitions(schema)), 0)


def _definitions(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for place in ("$defs", "definitions"):
        for name, definition in (schema.get(place) or {}).items():
            yield f"#/{place}/{name}", definition


def _told(schema: Any, known: Mapping[str, Any], depth: int) -> Json:
    if isinstance(schema, Mapping) and "$ref" in schema:
        schema = {**(known.get(schema["$ref"]) or {}), **{k: v for k, v in schema.items() if k != "$ref"}}
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return {"type": "string"}
    said: Json = {name: value for name, value in schema.items() if name in _KEPT}
    if said.get("format") not in _FORMATS:
        said.pop("format", None)
    if "const" in schema:
        said["enum"] = [schema["const"]]
    if "enum" in said:
        said["enum"], said["type"] = [str(value) for value in said["enum"]], "string"
    said |= _parts(schema, known, depth + 1)
    _allow_null(said)
    return said


def _parts(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int) -> Json:
    said: Json = {}
    if isinstance(properties := schema.get("properties"), Mapping) and properties:
        said["properties"] = {name: _told(value, known, depth) for name, value in properties.items()}
    if schema.get("type") == "array" or "items" in schema:
        said["items"] = _told(schema.get("items", {"type": "string"}), known, depth)
    if isinstance(branches := schema.get("anyOf") or schema.get("oneOf"), list):
        said["anyOf"] = [_told(branch, known, depth) for branch in branches]
    if isinstance(whole := schema.get("allOf"), list):
        for part in whole:
            said |= _told(part, known, depth)
    return said


def _allow_null(said: Json) -> None:
    """Null is no type of its own there: what may be null says so."""
    types = said.get("type")
    if isinstance(types, list):
        rest = [name for name in types if name != "null"]
        said["type"] = rest[0] if rest else "string"
        if len(rest) < len(types):
            said["nullable"] = True
    branches = said.get("anyOf")
    if branches and any(branch.get("type") == "null" for branch in branches):
        rest = [branch for branch in branches if branch.get("type") != "null"]
        said["nullable"] = True
        if len(rest) == 1:
            del said["anyOf"]
            said |= {name: value for name, value in rest[0].items() if name not in said}
        else:
            said["anyOf"] = rest

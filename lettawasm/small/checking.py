"""Whether a tool's arguments fit its JSON Schema, as far as the tool itself will insist. Pure.

A number may be written as a text, as the tools take it; what a schema says beyond types is left to the tool.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

Schema = Mapping[str, Any]

_NUMBER = re.compile(r"\s*-?\d+(\.\d+)?\s*")
_MOST = 3  # problems that are told at once


def problem(arguments: object, schema: Schema) -> str | None:
    """What is wrong, in words for the model."""
    found = list(islice(_problems(arguments, schema, ""), _MOST))
    return "; ".join(found) or None


def _problems(value: object, schema: object, place: str) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    where = place or "arguments"
    choices = schema.get("anyOf") or schema.get("oneOf")
    if isinstance(choices, list) and not any(_fits(value, choice) for choice in choices):
        yield f"{where} has none of its allowed forms"
    allowed = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
    if isinstance(allowed, list) and value not in allowed:
        yield f"{where} must be one of {allowed}"
    elif not _is_of_type(value, schema.get("type")):
        yield f"{where} must be of type {schema['type']}"
    elif isinstance(value, dict):
        yield from _of_object(value, schema, place)
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _problems(entry, schema.get("items"), f"{place}[{number}]")


def _of_object(value: dict[str, Any], schema: Schema, place: str) -> Iterator[str]:
    known = schema.get("properties")
    properties = known if isinstance(known, Mapping) else {}
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if name not in value:
            yield f"{_within(place, name)} is missing"
    for name, entry in value.items():
        if name in properties:
            if entry is not None or name in (required or ()):
                yield from _problems(entry, properties[name], _within(place, name))
        elif properties and schema.get("additionalProperties", False) is False:
            yield f"there is no argument {_within(place, name)}; these there are: {list(properties)}"


def _fits(value: object, schema: object) -> bool:
    return next(_problems(value, schema, ""), None) is None


def _within(place: str, name: str) -> str:
    return f"{place}.{name}" if place else str(name)


def _is_of_type(value: object, wanted: object) -> bool:
    if isinstance(wanted, list):
        return not wanted or any(_is_of_type(value, one) for one in wanted)
    match wanted:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool) or value in ("true", "false")
        case "integer" | "number":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return is_number or (isinstance(value, str) and bool(_NUMBER.fullmatch(value)))
        case "null":
            return value is None
    return True

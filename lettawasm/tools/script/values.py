"""Values that are written down in TypeScript, and the JSON Schema of a choice between some."""

import json
from collections.abc import Sequence
from typing import Any

from .tokens import Token

Schema = dict[str, Any]


def one_of(choices: Sequence[Schema]) -> Schema:
    kept = [one for one in choices if one != {"type": "null"}] or list(choices)
    flat: list[Schema] = []
    for one in (each for choice in kept for each in choice.get("anyOf", [choice])):
        if one not in flat:
            flat.append(one)
    if len(flat) == 1:
        return flat[0]
    if all("enum" in one for one in flat):
        values = [value for one in flat for value in one["enum"]]
        kinds = {one.get("type") for one in flat}
        return {"type": kinds.pop(), "enum": values} if len(kinds) == 1 else {"enum": values}
    return {"anyOf": flat}


def constant(value: str | float | bool) -> Schema:
    name = {str: "string", bool: "boolean", int: "integer", float: "number"}[type(value)]
    return {"type": name, "enum": [value]}


def enumeration(parts: Sequence[Token]) -> Schema:
    """The values of an enum: those that it gives, or numbers from 0."""
    choices: list[Schema] = []
    following: float = 0
    at = 0
    while at < len(parts):
        if parts[at].kind in ("name", "string"):
            given = parts[at + 2] if at + 2 < len(parts) and parts[at + 1].text == "=" else None
            value = (
                following
                if given is None
                else text(given.text)
                if given.kind == "string"
                else number(given.text)
            )
            following = value + 1 if isinstance(value, (int, float)) else following
            choices.append(constant(value))
            at += 2 if given else 0
        at += 1
    return one_of(choices)


def number(text: str) -> float:
    try:
        plain = text.replace("_", "").rstrip("n")
        return (
            int(plain, 0) if plain.lower().startswith(("0x", "0b", "0o")) or plain.isdigit() else float(plain)
        )
    except ValueError:
        raise ValueError(f"{text} is no number") from None


def text(literal: str) -> str:
    """The text of a string literal, with the escapes that JSON has too."""
    inner = literal[1:-1].replace("\\'", "'")
    if literal[0] == "'":
        inner = inner.replace('\\"', '"').replace('"', '\\"')
    try:
        return str(json.loads(f'"{inner}"'))
    except ValueError:
        raise ValueError(f"the text {literal[:100]} can't be read") from None

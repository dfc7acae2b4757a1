"""Which function of a source is the tool, and what models are told of it."""

import json
from collections.abc import Sequence
from typing import Any

from . import jsdoc
from .functions import Function, Parameter, functions, parameters, within
from .tokens import Token, tokens
from .types import Types, of_text, schema_of

_GIVEN = ("agentState", "agent_state")  # arguments that whoever runs the tool fills in
MOST_NAME = 64


def describe(source: str, name: str | None = None, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """`{"name", "description", "parameters"}` of the function `name`, or of the one that is the tool.

    Parameters that are `given` stand in for what the signature says. Raises ValueError, saying what is wrong.
    """
    read = tokens(source)
    chosen = _chosen(read, name)
    if not chosen.doc.description:
        raise ValueError(f"function {chosen.name} has no JSDoc comment: the model must know what it does")
    told = _schema(chosen, _types(read)) if given is None else given
    return {"name": chosen.name, "description": chosen.doc.description, "parameters": told}


def function(source: str, name: str) -> str:
    """The function `name` where the source has it, else the one that it is described by. Raises ValueError."""
    read = tokens(source)
    return name if name in {one.name for one in functions(read)} else _chosen(read, None).name


def _chosen(read: Sequence[Token], name: str | None) -> Function:
    """The last function that is exported; where none is, the last whose name doesn't begin with `_`."""
    found = list(functions(read))
    fitting = [one for one in found if (one.name == name if name else not one.name.startswith("_"))]
    exported = [one for one in fitting if one.is_exported]
    if not fitting:
        raise ValueError(f"there is no function {name or ''}".rstrip() + " in it")
    chosen = (exported or fitting)[-1]
    if len(chosen.name) > MOST_NAME or "$" in chosen.name or not chosen.name.isascii():
        raise ValueError(f"models can't call a function named {chosen.name}")
    return chosen


def _schema(chosen: Function, types: Types) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for parameter in parameters(chosen):
        if parameter.name in _GIVEN:
            continue
        said = chosen.doc.arguments.get(parameter.name, jsdoc.Argument())
        try:
            schema = _type(parameter, said, types)
        except ValueError as error:
            raise ValueError(f"argument {parameter.name} of {chosen.name}: {error}") from None
        described = {"description": said.text} if said.text else {}
        properties[parameter.name] = {"description": "", **schema} | described | _default(parameter.default)
        if not (parameter.is_optional or parameter.default or said.is_optional):
            required.append(parameter.name)
    return {"type": "object", "properties": properties, "required": required}


def _type(parameter: Parameter, said: jsdoc.Argument, types: Types) -> dict[str, Any]:
    if parameter.type:
        return schema_of(parameter.type, types)
    if said.type:
        return of_text(said.type, types)
    if default := _default(parameter.default):
        return {"type": _NAMES[type(default["default"])]}
    raise ValueError("it has no type: give it one in the signature, or as `@param {string} name` in JSDoc")


_NAMES: dict[type, str] = {str: "string", bool: "boolean", int: "number", float: "number"}


def _default(parts: Sequence[Token]) -> dict[str, Any]:
    """A default that is a value in JSON is told to the model; any other is the function's own business."""
    if len(parts) != 1 or parts[0].kind not in ("name", "number", "string"):
        return {}
    text = parts[0].text
    try:
        value = json.loads(f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text else text)
    except ValueError:
        return {}
    return {"default": value} if isinstance(value, str | int | float | bool) else {}


def _types(read: Sequence[Token]) -> Types:
    """The interfaces, type aliases and enums of a source."""
    types = Types()
    for at, token in enumerate(read[:-2]):
        if token.depth or token.kind != "name" or read[at + 1].kind != "name":
            continue
        name = read[at + 1].text
        if token.text in ("interface", "enum"):
            opening = next((n for n in range(at + 2, len(read)) if read[n].text == "{"), None)
            if opening is not None:
                inside = within(read, opening)
                if token.text == "enum":
                    types.enums[name] = inside
                else:
                    types.found[name] = read[opening : opening + len(inside) + 2]
        elif token.text == "type" and read[at + 2].text == "=":
            types.found[name] = _alias(read, at + 3)
    return types


def _alias(read: Sequence[Token], start: int) -> Sequence[Token]:
    """The tokens of a type alias: up to a semicolon, or to what can't belong to a type any more."""
    end = start
    while end < len(read) and (read[end].depth or read[end].text != ";"):
        begins = not read[end].depth and read[end].text in _BEGIN and end > start
        if begins or (read[end].kind == "doc" and not read[end].depth):
            break
        end += 1
    return read[start:end]


_BEGIN = (
    "export",
    "function",
    "const",
    "let",
    "var",
    "type",
    "interface",
    "enum",
    "async",
    "class",
    "import",
)

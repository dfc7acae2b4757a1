"""A tool's JSON Schema from a Python function: its signature gives the types, its docstring the words.

Parameters whose names begin with an underscore are the host's business and not shown to the model. Source that
people bring is not run for this: it is read (`source`).
"""

import inspect
import types
import typing
from collections.abc import Callable
from typing import Any, Literal, Union

from pydantic import BaseModel

from . import docstring

_NAMES: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def schema_of(function: Callable[..., Any]) -> dict[str, Any]:
    """`{"name", "description", "parameters"}` of a function. Raises ValueError when it has no docstring."""
    description, texts = _docstring(function)
    hints = typing.get_type_hints(function)
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name.startswith("_"):
            continue
        properties[name] = {**type_schema(hints.get(name, str)), "description": texts.get(name, "")}
        if parameter.default is inspect.Parameter.empty:
            required.append(name)
    parameters = {"type": "object", "properties": properties, "required": required}
    return {"name": function.__name__, "description": description, "parameters": parameters}


def type_schema(hint: Any) -> dict[str, Any]:
    """The JSON Schema of a type: scalars, lists, dicts, models, Literal, and `| None`, which only means optional."""
    if hint in _NAMES:
        return {"type": _NAMES[hint]}
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return {"type": _NAMES[type(args[0])], "enum": list(args)}
    if origin in (Union, types.UnionType):
        choices = [arg for arg in args if arg is not type(None)]
        return type_schema(choices[0]) if len(choices) == 1 else {"anyOf": [type_schema(c) for c in choices]}
    if origin is list or hint is list:
        return {"type": "array", "items": type_schema(args[0]) if args else {}}
    if origin is dict or hint is dict:
        return {"type": "object"}
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _object(hint)
    if hint is Any:
        return {}
    raise ValueError(f"a tool can't take a {hint!r}")


def _object(model: type[BaseModel]) -> dict[str, Any]:
    fields = model.model_fields
    return {
        "type": "object",
        "properties": {
            name: {**type_schema(field.annotation), "description": field.description or ""}
            for name, field in fields.items()
        },
        "required": [name for name, field in fields.items() if field.is_required()],
    }


def _docstring(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    text = inspect.getdoc(function)
    if not text:
        raise ValueError(f"{function.__name__} has a missing docstring: the model needs to know what it does")
    return docstring.read(text)

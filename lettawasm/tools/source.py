"""A tool's JSON Schema from Python source. The source is parsed and never run: it may come from anyone."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from .. import strict_json
from . import docstring, parsing
from .annotations import Classes, constant, schema_of

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # what models can call
_GIVEN = ("self", "agent_state")  # arguments that whoever runs the tool fills in
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def describe(
    source: str, name: str | None = None, parameters: dict[str, Any] | None = None
) -> dict[str, Any]:
    """`{"name", "description", "parameters"}` of the function `name`, or of the last that isn't named with a `_` first.

    `parameters` that are given stand in for what the signature says. Raises ValueError, saying what is wrong.
    """
    tree = parsing.module(source)
    function = _function(tree, name)
    text = ast.get_docstring(function)
    if not text:
        raise ValueError(
            f"function {function.name} has a missing docstring: the model must know what it does"
        )
    description, texts = docstring.read(text)
    if parameters is None:
        classes = Classes({node.name: node for node in tree.body if isinstance(node, ast.ClassDef)})
        parameters = _parameters(function, texts, classes)
    return _storable({"name": function.name, "description": description, "parameters": parameters})


def function(text: str, name: str) -> str:
    """The function `name` where the source has it, else the one that it is described by. Raises ValueError."""
    tree = parsing.module(text)
    names = {node.name for node in tree.body if isinstance(node, _Function)}
    return name if name in names else _function(tree, None).name


def _storable(schema: dict[str, Any]) -> dict[str, Any]:
    """Python can write down texts and numbers that JSON can't."""
    return dict(strict_json.loads(json.dumps(schema)))


def _function(tree: ast.Module, name: str | None) -> _Function:
    functions = [node for node in tree.body if isinstance(node, _Function)]
    fitting = [f for f in functions if (f.name == name if name else not f.name.startswith("_"))]
    if not fitting:
        raise ValueError(f"there is no function {name or ''}".rstrip() + " in it")
    if not NAME.fullmatch(fitting[-1].name):
        raise ValueError(f"models can't call a function named {fitting[-1].name}")
    return fitting[-1]


def _parameters(function: _Function, texts: dict[str, str], classes: Classes) -> dict[str, Any]:
    if function.args.posonlyargs:
        raise ValueError(f"function {function.name} has positional-only arguments; tools are called by name")
    properties: dict[str, Any] = {}
    required: list[str] = []
    for argument, default in _arguments(function.args):
        if argument.arg in _GIVEN:
            continue
        if argument.annotation is None:
            raise ValueError(f"argument {argument.arg} of {function.name} has no type annotation")
        try:
            schema = schema_of(argument.annotation, classes)
        except (ValueError, SyntaxError, RecursionError) as error:
            raise ValueError(f"argument {argument.arg} of {function.name}: {error}") from None
        properties[argument.arg] = (
            {"description": "", **schema} | _told(argument.arg, texts) | _default(default)
        )
        if default is None:
            required.append(argument.arg)
    return {"type": "object", "properties": properties, "required": required}


def _arguments(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """Each argument with its default."""
    bare: list[ast.expr | None] = [None] * (len(arguments.args) - len(arguments.defaults))
    yield from zip(arguments.args, [*bare, *arguments.defaults], strict=True)
    yield from zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)


def _told(name: str, texts: dict[str, str]) -> dict[str, Any]:
    return {"description": texts[name]} if texts.get(name) else {}


def _default(node: ast.expr | None) -> dict[str, Any]:
    """A default that is a value in JSON is told to the model; any other is the function's own business."""
    try:
        value = constant(node)
    except ValueError:
        return {}
    return {"default": value} if isinstance(value, str | int | float | bool) else {}

"""Calls that stand in a text, in any of the forms that models were trained to write them in. Pure."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import strict_json
from ..model import ToolSpec
from ..tools import parsing
from . import mending

Offered = Mapping[str, ToolSpec]

NAME_KEYS = ("name", "tool", "function", "tool_name", "function_name", "action", "recipient_name")
ARGUMENT_KEYS = ("arguments", "parameters", "args", "params", "input", "tool_input", "action_input", "kwargs")
NESTING_KEYS = ("tool_calls", "tool_call", "function_call", "tool_uses")
_BESIDES = ("type", "id", "index")
_SPACES = ("functions.", "tools.", "default_api.", "tool.")

TAG = r"<[/|｜]*(?:start_|end_)?(?:tool|function|python_tag|im_end|eo[mt]_id)[\w▁]*[|｜]*>|\[/?TOOL_CALLS\]"
_BETWEEN = re.compile(rf"(?:\s|[;,]|```\w*|\]|{TAG})*")
_NAMED = re.compile(
    rf"(?:function\s*(?:{TAG})\s*)?(?:call:)?([\w.-]+?)(?::\d+)?\s*(?:\[ARGS\]|{TAG})?\s*(?:```\w*\s*)?(?=\{{)"
)
_PYTHON = re.compile(r"\[?\s*([A-Za-z_][\w.]*)\s*\(")
_XML = re.compile(r"<function=([\w.-]+)>(.*?)(?:</function>|(?=<function=)|\Z)", re.DOTALL)
_PARAMETER = re.compile(
    r"<parameter=([\w.-]+)>\n?(.*?)\n?(?:</parameter>|(?=<parameter=)|(?=</function>)|\Z)", re.DOTALL
)
_MOST_PYTHON = 50_000


@dataclass(frozen=True, slots=True)
class Written:
    """A call as it was meant. `arguments` are None where they can't be read."""

    name: str
    arguments: dict[str, Any] | None


def calls_in(text: str, offered: Offered) -> tuple[list[Written], str]:
    """The calls that `text` begins with, tags and fences around them put aside, and what is left."""
    found: list[Written] = []
    text = text.replace("<escape>", '"')
    while (rest := _BETWEEN.sub("", text, count=1)) and (taken := _first(rest, offered)):
        calls, text = taken
        found += calls
    return found, rest


def plain_name(name: str) -> str:
    """The tool's own name, without the space that some models put it in."""
    for space in _SPACES:
        name = name.removeprefix(space)
    return name.removesuffix(".call")


def _first(text: str, offered: Offered) -> tuple[list[Written], str] | None:
    """What stands at the beginning: calls, at least one. None for anything else."""
    if xml := _XML.match(text):
        return [_from_xml(xml[1], xml[2], offered)], text[xml.end() :]
    if python := _PYTHON.match(text):
        return _from_python(text, python, offered)
    if text[0] in "{[":
        return _from_json(text, offered)
    if named := _NAMED.match(text):
        arguments, rest = _object(text[named.end() :])
        return [Written(plain_name(named[1]), arguments)], rest
    return None


def _from_json(text: str, offered: Offered) -> tuple[list[Written], str] | None:
    try:
        value, rest = mending.read(text)
    except ValueError:
        return None
    calls = list(_meant(value, offered))
    return (calls, rest) if calls else None


def _meant(value: object, offered: Offered) -> Iterator[Written]:
    if isinstance(value, list):
        for entry in value:
            yield from _meant(entry, offered)
    if not isinstance(value, dict):
        return
    if nested := next((value[key] for key in NESTING_KEYS if key in value), None):
        yield from _meant(nested, offered)
    elif isinstance(inner := value.get("function"), dict):
        yield from _meant(inner, offered)
    elif key := next((key for key in NAME_KEYS if isinstance(value.get(key), str)), None):
        yield Written(plain_name(value[key]), _arguments(value, key))
    elif len(value) == 1 and (name := plain_name(next(iter(value)))) in offered:
        (only,) = value.values()
        yield Written(name, only if isinstance(only, dict) else None)


def _arguments(value: dict[str, Any], name_key: str) -> dict[str, Any] | None:
    """Those under a key of their own, also as a text, or all that stands beside the name."""
    key = next((key for key in ARGUMENT_KEYS if key in value), None)
    if key is None:
        return {name: entry for name, entry in value.items() if name != name_key and name not in _BESIDES}
    given = value[key]
    if isinstance(given, str) and given.strip():
        return _object(given)[0]
    return given if isinstance(given, dict) else None if given else {}


def _object(text: str) -> tuple[dict[str, Any] | None, str]:
    try:
        value, rest = mending.read(text)
    except ValueError:
        return None, ""
    return (value if isinstance(value, dict) else None), rest


def _from_xml(name: str, inside: str, offered: Offered) -> Written:
    name = plain_name(name)
    if inside.lstrip().startswith("{"):
        return Written(name, _object(inside)[0])
    known = offered[name].parameters.get("properties", {}) if name in offered else {}
    texts = dict(_PARAMETER.findall(inside))
    return Written(name, {key: _typed(text, known.get(key)) for key, text in texts.items()})


def _typed(text: str, schema: object) -> Any:
    """A parameter without quotes: text, unless its schema wants something else."""
    if isinstance(schema, dict) and schema.get("type") == "string":
        return text
    try:
        return strict_json.loads(text)
    except ValueError:
        return text


def _from_python(text: str, opening: re.Match[str], offered: Offered) -> tuple[list[Written], str] | None:
    """`name(key="value")`, one or a list of them. Only literals are values; anything else is talk about a call."""
    name = plain_name(opening[1])
    if (after := text[opening.end() :].lstrip()).startswith("{"):
        arguments, rest = _object(after)
        return [Written(name, arguments)], rest.lstrip().removeprefix(")")
    end = _end_of_call(text)
    try:
        tree = parsing.expression(text[:end], _MOST_PYTHON)
        nodes = tree.elts if isinstance(tree, ast.List) else [tree]
        return list(_calls_of(nodes, offered)), text[end:]
    except ValueError:
        return None


def _calls_of(nodes: Iterable[ast.expr], offered: Offered) -> Iterator[Written]:
    """Raises ValueError for what is no call with literals."""
    for node in nodes:
        if not isinstance(node, ast.Call):
            raise ValueError
        name = plain_name(ast.unparse(node.func))
        named = {keyword.arg or "": _literal(keyword.value) for keyword in node.keywords}
        known = list(offered[name].parameters.get("properties", {})) if name in offered else []
        if len(node.args) > len(known):
            raise ValueError
        places = dict(zip(known, map(_literal, node.args), strict=False))
        yield Written(name, {**places, **named})


def _literal(node: ast.expr) -> Any:
    match node:
        case ast.Name("true" | "false" | "null" as word):
            return strict_json.loads(word)
        case _:
            try:
                return strict_json.loads(json.dumps(ast.literal_eval(node)))
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                raise ValueError from None


def _end_of_call(text: str) -> int:
    """Where the bracket that opens first is closed, quotes heeded; the end where it isn't."""
    depth, quote, skips = 0, "", False
    for at, letter in enumerate(text):
        if skips:
            skips = False
        elif letter == "\\" and quote:
            skips = True
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if depth == 0:
                return at + 1
    return len(text)

# ruff: noqa: E501
"""Direct orders: call this tool, save this note, be someone else."""

import ast
import json
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from .clauses import Clause
from .statements import name_of

_TOOL = re.compile(
    r"(?:please )?(?:use|call|run|invoke|execute|try)(?: the| your)?(?: tool)? [`\"']?(?P<name>\w+)[`\"']?(?: tool)?"
    r"(?:\s*(?:with|on|for|:)?\s*(?P<rest>[{(].*|\w+\s*=.*))?",
    re.IGNORECASE | re.DOTALL,
)
_CALLED = re.compile(r"(?P<name>\w+)(?P<rest>\(.*\))", re.DOTALL)
_KEYWORD = re.compile(r"(\w+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^,\s)]+)")
_NOTE = re.compile(
    r"(?:please |can you |could you )*(?:"
    r"(?:save|store|archive|file|keep|write down|jot down|record)(?: (?:this|that|it|the following|a note|these))*"
    r"(?: (?:in|into|to|for)(?: your| the| my)? (?:archive|archival memory|notes|long[- ]term memory|later|me))?"
    r"|(?:take|make) a note|note to self|note|add (?:this )?to (?:your |the |my )?(?:archive|notes|archival memory)"
    r")\s*[:–—]\s*(?P<x>.+)",
    re.IGNORECASE | re.DOTALL,
)
_STYLE = (
    "formal|informal|casual|friendly|polite|brief|concise|short|quiet|funny|humorous|serious|cheerful|warm|kind"
    "|patient|direct|honest|enthusiastic|playful|professional|strict|gentle|poetic|sarcastic|calm"
)
_PERSONA = (
    (r"(?:please |from now on,? |i want you to |i'd like you to )*call yourself (?P<x>.+)", "name"),
    (
        r"(?:please |from now on,? )*(?:your (?:new )?name is|you(?:'re| are)(?: now)? called|i(?:'ll| will| shall) call you) (?P<x>.+)",
        "name",
    ),
    (
        rf"(?:please |from now on,? |i want you to |i'd like you to |try to |can you |always )*be (?P<x>(?:a bit |a little |more |less |very )*(?:{_STYLE})(?: and (?:more |less )?(?:{_STYLE}))?)(?: (?:please|with me|to me|from now on))*",
        "style",
    ),
    (
        r"(?:please |from now on,? |i want you to )*(?:speak|talk|write|sound|answer|behave|act)(?: to me| with me)? (?P<x>(?:like|as if) .+|(?:more|less) \w+)",
        "style",
    ),
)


@dataclass(frozen=True, slots=True)
class Command:
    """Call the tool `name`."""

    name: str
    arguments: Mapping[str, Any]


def commanded(speech: str, tools: Container[str]) -> Command | None:
    """`Use the roll tool with sides=20`, `call roll {"sides": 20}`, `roll(sides=20)`: for tools that are there."""
    said = speech.strip()
    order = _TOOL.fullmatch(said.rstrip(".!")) or _CALLED.fullmatch(said)
    if not order or order["name"] not in tools:
        return None
    return Command(order["name"], _arguments(order["rest"] or ""))


def _arguments(text: str) -> dict[str, Any]:
    if text.startswith("{"):
        try:
            given = json.loads(text)
        except (ValueError, RecursionError):
            return {}
        return given if isinstance(given, dict) else {}
    return {name: _literal(value) for name, value in _KEYWORD.findall(text)}


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval({"true": "True", "false": "False", "null": "None"}.get(text, text))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return text


def archived(speech: str) -> str:
    """The note of `Save this: …`, or nothing."""
    note = _NOTE.fullmatch(speech.strip())
    return note["x"].strip() if note else ""


def persona_lines(clause: Clause) -> list[str]:
    """What an order to be otherwise changes in the persona."""
    if clause.is_question:
        return []
    for pattern, kind in _PERSONA:
        if order := re.fullmatch(pattern, clause.text, re.IGNORECASE):
            if kind == "style":
                return [f"Style: {order['x'].strip()}"]
            name = name_of(order["x"])
            return [f"My name is {name}"] if name else []
    return []

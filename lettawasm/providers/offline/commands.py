"""Direct orders: call this tool, save this note, be someone else."""

import ast
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from ... import strict_json
from .clauses import Clause
from .grammar import name_of
from .phrasebook import Phrasebook

_LONGEST_LITERAL = (
    200  # without quotes; a chain of some thousand signs would end an interpreter in WebAssembly
)
_KEYWORD = re.compile(r"(?<!\w)(\w{1,64})\s*=\s*(\"[^\"]*\"|'[^']*'|[^,\s)]+)")
_LISTS = {
    "PLEASE": "(please |from now on,? |i want you to |i'd like you to |try to |can you |could you |always )*",
    "STYLE": (
        "(a bit |a little |more |less |very )*(formal|informal|casual|friendly|polite|brief|concise|short|quiet"
        "|funny|humorous|serious|cheerful|warm|kind|patient|direct|honest|enthusiastic|playful|professional"
        "|strict|gentle|poetic|sarcastic|calm)"
    ),
    "SAVE": "(save|store|archive|file|keep|write down|jot down|record)( this| that| it| the following| a note)*",
    "PLACE": "(archive|archival memory|notes|long[- ]term memory|later|me)",
}
_ORDERS = Phrasebook(
    r"""
tool
    (please )?(use|call|run|invoke|execute|try)( the| your)?( tool)? [`"']?<name:\w+>[`"']?( tool)?( with)?[.!]?
    (please )?(use|call|run|invoke|execute|try)( the| your)?( tool)? <name:\w++>( tool)?( with| on|:)*\s*<rest:[{(].*>
    (please )?(use|call|run|invoke|execute|try)( the| your)?( tool)? <name:\w++>( tool)?( with| on|:)*\s*<rest:\w+ *=.*>
    <name:\w+><rest:\(.*\)>
note
    PLEASE(SAVE)( (in|into|to|for)( your| the| my)? PLACE)?\s*[:–—]\s*<x>
    PLEASE(take a note|make a note|note to self|note)\s*[:–—]\s*<x>
    PLEASEadd (this )?to( your| the| my)? PLACE\s*[:–—]\s*<x>
""",
    **_LISTS,
)
_PERSONA = Phrasebook(
    """
name
    PLEASE(call yourself|your (new )?name is|you're( now)? called) <x>
    PLEASE(i'll|i shall) call you <x>
style
    PLEASEbe <x:STYLE( and STYLE)?>( please| with me| to me| from now on)*
    PLEASE(speak|talk|write|sound|answer|behave|act)( to me| with me)? <x:(like|as if) .+|(more|less) \\w+>
""",
    **_LISTS,
)


@dataclass(frozen=True, slots=True)
class Command:
    """Call the tool `name`."""

    name: str
    arguments: Mapping[str, Any]


def commanded(speech: str, tools: Container[str]) -> Command | None:
    """`Use the roll tool with sides=20`, `call roll {"sides": 20}`, `roll(sides=20)`: for tools that are there."""
    kind, order = _ORDERS.find(speech.strip()) or ("", None)
    if kind != "tool" or not order or order["name"] not in tools:
        return None
    return Command(order["name"], _arguments(order.groupdict().get("rest") or ""))


def _arguments(text: str) -> dict[str, Any]:
    if text.startswith("{"):
        try:
            given = strict_json.parse(text)
        except (ValueError, RecursionError):
            return {}
        return given if isinstance(given, dict) else {}
    return {name: _literal(value) for name, value in _KEYWORD.findall(text)}


def _literal(text: str) -> Any:
    if len(text) > _LONGEST_LITERAL and text[0] not in "\"'":
        return text
    try:
        return ast.literal_eval({"true": "True", "false": "False", "null": "None"}.get(text, text))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return text


def archived(speech: str) -> str:
    """The note of `Save this: …`, or nothing."""
    kind, order = _ORDERS.find(speech.strip()) or ("", None)
    return order["x"].strip() if order and kind == "note" else ""


def persona_lines(clause: Clause) -> list[str]:
    """What an order to be otherwise changes in the persona."""
    kind, order = _PERSONA.find(clause.text) or ("", None)
    if clause.is_question or not order:
        return []
    if kind == "style":
        return [f"Style: {order['x'].strip()}"]
    name = name_of(order["x"])
    return [f"My name is {name}"] if name else []

"""The people and pets in someone's life: who is spoken of, and who he and she are, and what it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .clauses import Clause
from .lines import KIN, PETS
from .statements import statements

_HAS = re.compile(
    rf"has (?:an?|two|three|four|\d+) (?:\w+ )?((?:{KIN}|{PETS})s?|children)(?: named (.+))?",
    re.IGNORECASE,
)
_THEIR = re.compile(rf"their (?:\w+ )?({KIN}|{PETS})\b.*", re.IGNORECASE)
_LABEL = re.compile(r"([^:]{1,40}): .+")
_IT = re.compile(r"(?:it's|its|it is)(?: now)? (?P<rest>\w+|(?:on|at|in) .+)", re.IGNORECASE)
_RELATION = re.compile(rf"my (?:{KIN}|{PETS})s?\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:he|she|it|they)(?P<verb>'s|\b) (?P<rest>.+)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:his|her|its|their) (?P<rest>.+)", re.IGNORECASE)


def names(lines: Iterable[str]) -> list[str]:
    """The names of those that memory knows."""
    return [found[2] for line in lines if (found := _HAS.fullmatch(line)) and found[2]]


def resolved(said: Sequence[Clause], before: Sequence[Clause]) -> list[Clause]:
    """The clauses with `he` and `she` replaced by whoever was spoken of last."""
    who, clear = "", []
    for clause in [*before, *said]:
        text = _with_name(clause.text, who) if who else clause.text
        clear.append(replace(clause, text=text))
        who = _spoken_of(clear[-1]) or who
    return clear[len(before) :]


def _spoken_of(clause: Clause) -> str:
    """`my sister Clara` or `my favourite colour`, or nothing."""
    for line in (statement.line for statement in statements(clause)):
        if found := _HAS.fullmatch(line):
            return f"my {found[1]} {found[2] or ''}".strip()
        if found := _THEIR.fullmatch(line):
            return f"my {found[1]}"
        if found := _LABEL.fullmatch(line):
            return f"my {found[1].lower()}"
    return ""


def _with_name(text: str, who: str) -> str:
    if not _RELATION.match(who):
        return _of_thing(text, who)
    if found := _PRONOUN.fullmatch(text):
        return f"{who}{' is' if found['verb'] else ''} {found['rest']}"
    if found := _POSSESSIVE.fullmatch(text):
        kin = " ".join(who.split()[:2])
        ending = "'" if kin.endswith("s") else "'s"
        return f"{kin}{ending} {found['rest']}"
    return text


def _of_thing(text: str, what: str) -> str:
    """`it's on Friday` and `the appointment is on Friday`, after `my dentist appointment` was spoken of."""
    if found := _IT.fullmatch(text):
        return f"{what} is {found['rest']}"
    return re.sub(rf"^the {re.escape(what.split()[-1])} (?=is )", f"{what} ", text, flags=re.IGNORECASE)

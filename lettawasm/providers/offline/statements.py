"""What people say about themselves, as lines for the human block. English, and the most common German.

A statement that no longer holds names the line to take away.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .clauses import Clause
from .facts import FACTS, FORGET, NO_LONGER
from .grammar import conjugated, name_of, of_one, theirs, third_person, without_adverbs
from .phrasebook import items

MOST_LINE = 160  # characters


@dataclass(frozen=True, slots=True)
class Statement:
    """`line` holds from now on, or does no longer; to forget, it may be just words."""

    line: str
    holds: bool = True


EVERYTHING = "*"
_ELLIPSIS = re.compile(r"\b(?:am|is|are|do|does|did|has|have|can|will) (?:too|as well|not)$", re.IGNORECASE)
_POINTING = re.compile(
    r"(?:that|this|it|them|me|you|everything|something)(?: please| for me)*", re.IGNORECASE
)


def statements(clause: Clause) -> list[Statement]:
    """What a clause says about the person; of a request to remember, whatever it says."""
    if clause.is_question:
        return []
    if forget := FORGET.find(clause.text):
        return _forgotten(forget[0], forget[1].groupdict().get("x", ""))
    if ended := NO_LONGER.find(clause.text):
        heading, found = ended
        return [Statement(line, holds=False) for line in _lines(heading.format(x=found["x"]))]
    lines = list(_lines(clause.text)) or list(_introduction(clause.text))
    if clause.is_request and not lines and not _POINTING.fullmatch(clause.text):
        lines = [third_person(clause.text)]
    return [Statement(line[:MOST_LINE]) for line in lines]


def _forgotten(extent: str, what: str) -> list[Statement]:
    if extent == "everything":
        return [Statement(EVERYTHING, holds=False)]
    lines = list(_lines(what)) or [re.sub(r"^my ", "", what, flags=re.IGNORECASE)]
    return [Statement(line, holds=False) for line in lines]


def _lines(text: str) -> Iterator[str]:
    """The lines of the first phrase that makes any; what refers to something else (`so am I`) makes none."""
    if _ELLIPSIS.search(text):
        return
    for form, found in FACTS.every(of_one(without_adverbs(text))):
        parts = {name: theirs(value or "") for name, value in found.groupdict().items()}
        if lines := list(_filled(form, parts)):
            yield from lines
            return


def _filled(form: str, groups: Mapping[str, str]) -> Iterator[str]:
    """The lines that a form makes of what was said."""
    for line in form.split("; "):
        spread = [""]
        for part in re.split(r"(\{\w(?:!\w)?\})", line):
            spread = [before + choice for before in spread for choice in _choices(part, groups)]
        for result in map(str.strip, spread):
            if result and not result.endswith(":"):
                yield result[0].upper() + result[1:]


def _choices(part: str, groups: Mapping[str, str]) -> list[str]:
    """What may stand for a part of a form; nothing where a name was none."""
    value = groups.get(part[1:2], "")
    match part[2:4] if part.startswith("{") else None:
        case None:
            return [part]
        case "!l":
            return items(value)
        case "!n":
            return [name] if (name := name_of(value)) else []
        case "!m":
            return [name for item in items(value) if (name := name_of(item))]
        case "!a":
            return [f"{'an' if value[:1] in 'aeiou' else 'a'} {value}"]
        case "!s":
            return [conjugated(value)]
    return [value]


def _introduction(text: str) -> Iterator[str]:
    """`I'm Ada`: only the capitals tell a name from a mood."""
    found = re.fullmatch(r"(?:i'm|i am|this is|it's|ich bin) (?P<x>.+)", text, re.IGNORECASE)
    if found and all(word[0].isupper() for word in found["x"].split()) and (name := name_of(found["x"])):
        yield f"Name: {name}"


# A short answer to one of our own questions, by what we asked about.
_ANSWERS = {
    "name": "my name is {}",
    "home": "i live in {}",
    "origin": "i come from {}",
    "job": "i work as {}",
    "taste": "i like {}",
    "pet": "i have {}",
    "learns": "i'm learning {}",
    "birthday": "my birthday is {}",
    "favourite food": "my favourite food is {}",
    "plan": "i plan to {}",
}
_NO_ANSWER = re.compile(
    r"(?:no|nope|none|nothing|not|yes|yeah|sure|maybe|later|why|what|never|idk|dunno|ok|okay|please|thanks?|hm+)\b"
    r"|.*\b(?:i|you|he|she|it|we|they|my|our|mein\w*|unser\w*|is|are|was|were|has|have|had|again|ich|ist|sind|bin|habe)\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:yes|well|it's|in|at|from|on|i'm|i am|as|mostly|to|i'd say|probably)[, ]+", re.IGNORECASE
)


def answered(topic: str, clause: Clause) -> list[Statement]:
    """What a bare answer to our question about `topic` says: `Lisbon` → `Lives in Lisbon`."""
    said = _PREFIX.sub("", _PREFIX.sub("", clause.text))
    if clause.is_question or topic not in _ANSWERS or len(said.split()) > 6 or _NO_ANSWER.match(said):
        return []
    if topic == "pet" and not re.match(r"(?:an?|two|three|\d) ", said):
        return []
    if topic == "name" and (both := re.fullmatch(r"(.+?),? (?:from|aus) (.+)", said)):
        name, origin = both.groups()
        return [*answered("name", Clause(name)), *answered("origin", Clause(origin))]
    return statements(Clause(_ANSWERS[topic].format(said)))

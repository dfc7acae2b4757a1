"""What an inspection finds: how bad it is, where it stands, and in which words. Values only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["danger", "warning", "note"]
FindingKind = Literal[
    "order",  # reads like orders to the agent, where no orders belong
    "invisible",  # characters that are written but not seen
    "link",  # an address that carries data away when it is opened or shown
    "hidden",  # words that are not shown where Markdown or HTML is
    "encoded",  # words that only a program can read
    "power",  # a tool wants to reach beyond itself
    "taken",  # a tool of that name is here already, with other source
    "always",  # a rule calls a tool in every turn
    "waiting",  # a call waits for a person's word
    "trusting",  # a block lets the agent write orders into it
    "template",  # blocks of other agents would be made from this one
    "server",  # tools that run on somebody's server
    "secret",  # secrets that it asks for
    "model",  # the model that it wants isn't here
    "unread",  # too long to be looked at as a whole
]
LEVELS: tuple[Level, ...] = ("danger", "warning", "note")
WIDTH = 240  # characters of an excerpt
MOST = 200  # findings that are told


@dataclass(frozen=True, slots=True)
class Place:
    """A part by its id in the file, `block-0`, what people call it, and its field."""

    part: str
    name: str
    field: str


@dataclass(frozen=True, slots=True)
class Finding:
    """`detail` tells the cases of a kind apart, and `names` are what it is about, so that others can word it anew."""

    level: Level
    kind: FindingKind
    place: Place
    message: str
    excerpt: str = ""
    detail: str = ""
    names: tuple[str, ...] = ()

    def wire(self, times: int) -> dict[str, Any]:
        return {
            "level": self.level,
            "kind": self.kind,
            "detail": self.detail,
            "part": self.place.part,
            "name": self.place.name,
            "field": self.place.field,
            "message": self.message,
            "names": list(self.names),
            "excerpt": short(self.excerpt),
            "times": times,
        }


def short(text: str, width: int = WIDTH) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def ranked(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """The worst first, and otherwise in the order in which they were found. What is found again in one place is
    counted.
    """
    first: dict[tuple[object, ...], Finding] = {}
    times: Counter[tuple[object, ...]] = Counter()
    for one in found:
        key = (one.level, one.kind, one.detail, one.place)
        first.setdefault(key, one)
        times[key] += 1
    order = sorted(first, key=lambda key: LEVELS.index(first[key].level))
    return [first[key].wire(times[key]) for key in order]

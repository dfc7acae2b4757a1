"""Phrasebooks: what people say, one phrase a line, under a heading that says what it means.

    Lives in {x}
        i (live|reside) in <x>
        my home ?town's <x>

A phrase is a regular expression with a friendlier face. `(a|b)` captures nothing; `<x>` is anything and is
called x, `<x?>` as little as will do, `<x:a|b>` one of these; a word in CAPITALS is one of a list that is
given by that name. `i'm` is also `i am`, `'s` also ` is` or ` are`, `don't` also `do not`. Case doesn't matter.
"""

import re
from collections.abc import Iterator

_SHORT = (
    (r"\bi'm\b", "i(?:'m| am)"),
    (r"\bi've\b", "i(?:'ve| have)"),
    (r"\bi'll\b", "i(?:'ll| will)"),
    (r"\byou're\b", "you(?:'re| are)"),
    (r"(?<=[\w)])'s\b", "(?:'s| is| are)"),
    (r"\bdon't\b", "(?:don't|do not)"),
)


class Phrasebook:
    """Compiles a phrase when it is first compared, so that what nobody says costs nothing at import."""

    def __init__(self, text: str, *, ending: str = "", **lists: str) -> None:
        self._ending, self._lists = ending, lists
        self._phrases = list(_read(text))
        self._patterns: dict[str, re.Pattern[str]] = {}

    def find(self, said: str) -> tuple[str, re.Match[str]] | None:
        """The heading of the first phrase that is all that was said, and the match."""
        return next(self.every(said), None)

    def every(self, said: str) -> Iterator[tuple[str, re.Match[str]]]:
        """All of them, in order."""
        for heading, phrase in self._phrases:
            if match := self._pattern(phrase).fullmatch(said):
                yield heading, match

    def _pattern(self, phrase: str) -> re.Pattern[str]:
        if phrase not in self._patterns:
            self._patterns[phrase] = re.compile(self._regex(phrase), re.IGNORECASE | re.DOTALL)
        return self._patterns[phrase]

    def _regex(self, phrase: str) -> str:
        phrase = re.sub(r"[A-Z]{3,}", lambda name: f"({self._lists[name[0]]})", phrase) + self._ending
        phrase = re.sub(r"(?<!\\)\((?!\?)", "(?:", phrase)
        phrase = re.sub(r"<(\w+)(\??)(?::([^<>]*))?>", _group, phrase)
        for short, long in _SHORT:
            phrase = re.sub(short, long, phrase)
        return phrase


def _read(text: str) -> Iterator[tuple[str, str]]:
    """Every phrase with its heading."""
    heading = ""
    for line in text.splitlines():
        if line.startswith(" "):
            yield heading, line.strip()
        elif line:
            heading = line


def _group(found: re.Match[str]) -> str:
    name, is_lazy, choices = found.groups()
    return f"(?P<{name}>{choices or '.+' + is_lazy})"


def items(said: str) -> list[str]:
    """The items of a list: `tea, coffee and cake`."""
    return [item for item in re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|und|or)\s+", said) if item]

"""JSON too large to be read at once: the objects of one long array, or of lines, each as soon as it has arrived."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from .. import strict_json

MOST_CHARACTERS = 32_000_000  # of one value
# A string, or a bracket, or a quote whose string hasn't arrived whole.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{}]', re.DOTALL)
_BETWEEN = " ,\t\r\n\ufeff"


def values(texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The objects of an array, or those that stand one after another. Raises ValueError for anything else."""
    scan = _Scan()
    for text in texts:
        yield from scan.fed(text)
    scan.must_be_over()


class _Scan:
    """`base` is the depth at which values stand: 1 within an array, 0 without; `start` is where one has begun."""

    def __init__(self) -> None:
        self._text, self._at, self._depth, self._base = "", 0, 0, 0
        self._start: int | None = None

    def fed(self, text: str) -> Iterator[dict[str, Any]]:
        kept = self._at if self._start is None else self._start
        self._text, self._at = self._text[kept:] + text, self._at - kept
        self._start = None if self._start is None else 0
        if len(self._text) > MOST_CHARACTERS + len(text):
            raise ValueError(f"one of its values is over the limit of {MOST_CHARACTERS:,} characters")
        for token in _TOKEN.finditer(self._text, self._at):
            if token[0] == '"':
                break
            if self._start is None:
                self._must_be_between(token.start())
            self._at = token.end()
            if (end := self._step(token[0], token.start())) is not None:
                yield end

    def _step(self, mark: str, start: int) -> dict[str, Any] | None:
        """Take one token; returns the value that it ends."""
        if mark[0] == '"':
            if self._start is None:
                raise ValueError("it is no list of objects")
        elif mark in "[{":
            self._open(mark, start)
        else:
            self._depth -= 1
            if self._start is not None and self._depth == self._base:
                return self._value()
            self._base = min(self._base, max(self._depth, 0))
        return None

    def _open(self, mark: str, start: int) -> None:
        if self._depth == self._base and mark == "{":
            self._start = start
        elif self._depth == 0:
            self._base = 1
        elif self._start is None:
            raise ValueError("it is no list of objects")
        self._depth += 1
        if self._depth - self._base > strict_json.MAX_DEPTH:
            raise ValueError("it is nested too deeply")

    def _value(self) -> dict[str, Any]:
        text, self._start = self._text[self._start : self._at], None
        value: dict[str, Any] = strict_json.parse(text, parse_constant=_no_number)
        return value

    def must_be_over(self) -> None:
        if self._depth or self._start is not None:
            raise ValueError("it breaks off in the middle")
        self._must_be_between(len(self._text))

    def _must_be_between(self, end: int) -> None:
        if self._text[self._at : end].strip(_BETWEEN):
            raise ValueError("it is no JSON, or no list of objects")


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")

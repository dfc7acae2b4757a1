"""A part of a text around what was found in it, wrapped to the screen, with what matched in bold."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..plain import width
from .told import Line, Part, Styled, bold, screen_width

_BEFORE, _MOST = 60, 300  # characters
_INDENT = "  "


def excerpt(text: str, marks: Sequence[Sequence[int]]) -> Iterator[Line]:
    start = _start(text, marks[0][0] - _BEFORE) if marks else 0
    end = min(len(text), start + _MOST)
    parts: list[Part] = ["…"] if start else []
    place = start
    for begin, stop in marks:
        if place <= begin < stop <= end:
            parts += [text[place:begin], bold(text[begin:stop])]
            place = stop
    parts += [text[place:end], "…" if end < len(text) else ""]
    return _wrapped(parts, screen_width() - len(_INDENT))


def _start(text: str, wish: int) -> int:
    """The beginning of a word near the wished place, if there is one."""
    if wish <= 0:
        return 0
    return text.find(" ", wish, wish + _BEFORE) + 1 or wish


def _wrapped(parts: list[Part], columns: int) -> Iterator[Line]:
    line: list[Part] = [_INDENT]
    room = columns
    for word, style in _words(parts):
        needed = width(word.rstrip())
        if needed > room and len(line) > 1:
            yield line
            line, room = [_INDENT], columns
        line.append(Styled(word, style) if style else word)
        room -= needed + word.endswith(" ")
    if len(line) > 1:
        yield line


def _words(parts: list[Part]) -> Iterator[tuple[str, str]]:
    """Words with the space behind them, each with its style."""
    for part in parts:
        text: Any = part.text if isinstance(part, Styled) else part
        for word in re.findall(r"\s*\S+\s*|\s+", re.sub(r"\s+", " ", text)):
            yield word, part.style if isinstance(part, Styled) else ""

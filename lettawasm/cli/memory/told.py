"""What a command has to say: a value for programs, lines for people, and how both get out."""

import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, NamedTuple, TextIO

from ..complain import show_json
from ..plain import cut, one_line, plain, width

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_GAP = "  "
_LEAST = 8  # columns that every column of a table keeps


class Styled(NamedTuple):
    text: str
    style: str


Part = str | Styled
Line = Part | list[Part]


@dataclass(frozen=True, slots=True)
class Told:
    """`value` is what --json prints; its shape is a promise."""

    value: Any
    lines: Iterable[Line]
    code: int = 0


def show(told: Told, *, as_json: bool) -> int:
    if as_json:
        show_json(told.value)
    else:
        show_lines(told.lines, sys.stdout)
    sys.stdout.flush()
    return told.code


def show_lines(lines: Iterable[Line], stream: TextIO) -> None:
    """Whatever the lines are made of, no control sequence but our own colours gets through."""
    coloured = is_coloured(stream)
    for line in lines:
        parts = line if isinstance(line, list) else [line]
        print("".join(_rendered(part, coloured) for part in parts), file=stream)


def is_coloured(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _rendered(part: Part, coloured: bool) -> str:
    if isinstance(part, str):
        return plain(part)
    text = plain(part.text)
    return f"\x1b[{_CODES[part.style]}m{text}\x1b[0m" if coloured and text else text


def bold(text: str) -> Styled:
    return Styled(text, "bold")


def dim(text: str) -> Styled:
    return Styled(text, "dim")


def screen_width() -> int:
    return shutil.get_terminal_size((80, 24)).columns


def table(rows: Sequence[Sequence[str]], *, indent: str = "", whole: Collection[int] = ()) -> Iterator[Line]:
    """Rows in columns, within the width of the screen; the first row is the heading. Columns that are to stay `whole`
    are cut last.
    """
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip_longest(*cells, fillvalue="")]
    room = screen_width() - len(indent) - len(_GAP) * (len(widths) - 1)
    for kept in (whole, ()):
        while sum(widths) > room and (column := _widest(widths, kept)) is not None:
            widths[column] -= 1
    for number, row in enumerate(cells):
        text = _GAP.join(_filled(cut(cell, most), most) for cell, most in zip(row, widths, strict=False))
        yield [indent, dim(text.rstrip()) if number == 0 else text.rstrip()]


def _widest(widths: list[int], kept: Collection[int]) -> int | None:
    """The column to be cut, if one has room to give."""
    able = [column for column, most in enumerate(widths) if column not in kept and most > _LEAST]
    return max(able, key=widths.__getitem__, default=None)


def _filled(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))

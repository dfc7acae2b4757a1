"""What a benchmark tells: tables of lines, each measured beside its yardstick in the same minutes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`most` and `most_ratio` are budgets: the largest allowed value, and the largest allowed ratio."""

    what: str
    ours: float
    yardstick: float | None = None
    most: float | None = None
    most_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.yardstick if self.yardstick else None

    def cells(self) -> tuple[str, ...]:
        return (
            self.what,
            *(_number(self.ours), _budget(self.ours, self.most)),
            *(_number(self.yardstick), _number(self.ratio), _budget(self.ratio, self.most_ratio)),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """`title` says what was measured, in which unit; `yardstick` what stands in the column of that name."""

    title: str
    yardstick: str
    lines: tuple[Line, ...]

    def markdown(self) -> str:
        """The table with its columns in line, without those that no line fills."""
        headings = (self.title, "measured", "budget", self.yardstick, "ratio", "budget")
        columns = zip(headings, *(line.cells() for line in self.lines), strict=True)
        return "\n".join(_rows(column for column in columns if any(column[1:])))


def _rows(columns: Iterable[tuple[str, ...]]) -> Iterator[str]:
    wide = []
    for number, column in enumerate(columns):
        width = max(map(len, column))
        pad = str.ljust if number == 0 else str.rjust
        head, *cells = (pad(cell, width) for cell in column)
        wide.append([head, "-" * (width - 1) + ("-" if number == 0 else ":"), *cells])
    for row in zip(*wide, strict=True):
        yield f"| {' | '.join(row)} |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _budget(value: float | None, most: float | None) -> str:
    if value is None or most is None:
        return ""
    return f"≤ {most:,g}{'' if value <= most else ', exceeded'}"

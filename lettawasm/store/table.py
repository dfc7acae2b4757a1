"""What the tables share: pages, and writing a list of values into SQL."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from ..errors import NotFound
from ..journal import Journal
from ..ports import Clock, Driver, Row
from .versions import Versions

CHUNK = 90  # of the 100 parameters a statement may bind, leaving room for others


class Entry(Protocol):
    @property
    def id(self) -> str: ...


E = TypeVar("E", bound=Entry)


class Table:
    """A driver, a clock and nothing else: the beginning of every store."""

    def __init__(self, driver: Driver, clock: Clock) -> None:
        self.driver, self.clock = driver, clock


class Remembered(Table):
    """A table of what has versions: every write touches what it changes."""

    def __init__(self, journal: Journal, clock: Clock, versions: Versions) -> None:
        super().__init__(journal, clock)
        self.versions = versions


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list. `after` and `before` are ids and follow the requested order."""

    limit: int = 50
    before: str | None = None
    after: str | None = None
    order: Literal["asc", "desc"] = "desc"
    order_by: str = "created_at"


@dataclass(slots=True)
class Where:
    """Conditions joined by AND, with their parameters."""

    conditions: list[str]
    params: list[Any]

    def __init__(self) -> None:
        self.conditions, self.params = [], []

    def add(self, condition: str, *params: Any) -> None:
        self.conditions.append(condition)
        self.params.extend(params)

    def equals(self, column: str, value: Any) -> None:
        """Add `column = value`, unless value is None."""
        if value is not None:
            self.add(f"{column} = ?", value)

    @property
    def sql(self) -> str:
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def select_page(driver: Driver, table: str, where: Where, page: Page, columns: str = "*") -> list[Row]:
    """The rows of `page` among those `where` holds. Raises NotFound for a cursor that is no row of `table`.

    Rows are sorted by (page.order_by, seq), which is total, so pages neither overlap nor leave gaps.
    """
    key = page.order_by
    for cursor, forward in ((page.after, True), (page.before, False)):
        if cursor is None:
            continue
        found = driver.execute(f"SELECT {key} AS key, seq FROM {table} WHERE id = ?", [cursor])
        if not found:
            raise NotFound(f"No {table[:-1]} found with id '{cursor}'.")
        sign = ">" if forward == (page.order == "asc") else "<"
        where.add(f"({key}, seq) {sign} (?, ?)", found[0]["key"], found[0]["seq"])
    backwards = page.before is not None and page.after is None
    order = page.order if not backwards else ("asc" if page.order == "desc" else "desc")
    rows = driver.execute(
        f"SELECT {columns} FROM {table}{where.sql} ORDER BY {key} {order}, seq {order} LIMIT ?",
        [*where.params, page.limit],
    )
    return rows[::-1] if backwards else rows


def numbered(driver: Driver, table: str, seqs: Sequence[int]) -> list[Row]:
    """The rows with these numbers, in this order. Those that are gone are left out."""
    sql = f"SELECT * FROM {table} WHERE seq IN (SELECT value FROM json_each(?))"
    rows = {row["seq"]: row for row in driver.execute(sql, [json.dumps(seqs)])}
    return [rows[seq] for seq in seqs if seq in rows]


def page_of(entries: Sequence[E], page: Page) -> Sequence[E]:
    """`page` of a list that is all there, in its own order or, with `desc`, backwards. Raises NotFound as above."""
    entries = entries if page.order == "asc" else entries[::-1]
    places = {entry.id: place for place, entry in enumerate(entries)}
    for cursor in (page.after, page.before):
        if cursor is not None and cursor not in places:
            raise NotFound(f"Nothing found with id '{cursor}'.")
    start = places[page.after] + 1 if page.after is not None else 0
    end = places[page.before] if page.before is not None else len(entries)
    if page.before is not None and page.after is None:
        start = max(0, end - page.limit)
    return entries[start:end][: page.limit]


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def marks(values: Sequence[Any]) -> str:
    """`?, ?, ?` for as many values."""
    return ", ".join("?" * len(values))


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

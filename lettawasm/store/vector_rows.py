"""The rows that vectors are made of: which there are, which have none yet, and which a condition holds."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..ports import Driver
from .table import Where
from .vector_pages import VectorSet

MOST_AT_ONCE = 100_000  # numbers in one value, of which a value of 2 MB holds more


@dataclass(frozen=True, slots=True)
class Source:
    """A table, the column with its text, and which of its rows are worth a vector."""

    table: str
    text: str
    worth: str


SOURCES = {
    "passage": Source("passages", "passages.text", "passages.text <> ''"),
    "message": Source(
        "messages", "messages.text", "messages.role IN ('user', 'assistant') AND messages.text <> ''"
    ),
    "block": Source("blocks", "blocks.value", "blocks.value <> ''"),
}


class VectorRows:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def pending(self, kind: str, known: VectorSet | None, limit: int) -> list[tuple[int, str]]:
        """Changed rows come first, then new ones in their order."""
        source = SOURCES[kind]
        columns = f"SELECT {source.table}.seq, {source.text} AS text"
        changed = known and self._driver.execute(
            f"{columns} FROM stale_vectors JOIN {source.table} ON {source.table}.seq = stale_vectors.number"
            f" WHERE set_id = ? AND waits AND stale_vectors.number <= ? AND {source.worth}"
            " ORDER BY stale_vectors.number LIMIT ?",
            [known.id, known.upto, limit],
        )
        new = self._driver.execute(
            f"{columns} FROM {source.table} WHERE {source.table}.seq > ? AND {source.worth}"
            f" ORDER BY {source.table}.seq LIMIT ?",
            [known.upto if known else 0, limit - len(changed or ())],
        )
        return [(row["seq"], row["text"]) for row in [*(changed or ()), *new]]

    def counts(self, kind: str, known: VectorSet | None) -> tuple[int, int]:
        source = SOURCES[kind]
        waits = "seq IN (SELECT number FROM stale_vectors WHERE set_id = ? AND waits)"
        rows = self._driver.execute(
            f"SELECT count(*) AS n, coalesce(sum(seq > ? OR {waits}), 0) AS pending"
            f" FROM {source.table} WHERE {source.worth}",
            [known.upto, known.id] if known else [0, 0],
        )
        pending = int(rows[0]["pending"])
        return int(rows[0]["n"]) - pending, pending

    def texts(self, kind: str, numbers: Collection[int]) -> dict[int, str]:
        """The texts of those rows that are there and worth a vector."""
        source = SOURCES[kind]
        rows = self._driver.execute(
            f"SELECT seq, {source.text} AS text FROM {source.table}"
            f" WHERE seq IN (SELECT value FROM json_each(?)) AND {source.worth}",
            [json.dumps(list(numbers))],
        )
        return {row["seq"]: row["text"] for row in rows}

    def among(self, kind: str, where: Where, numbers: Sequence[int]) -> set[int]:
        """Those of these rows that `where` holds. They are looked up one by one: CROSS JOIN keeps this order."""
        table = SOURCES[kind].table
        rows = self._driver.execute(
            f"SELECT json_group_array({table}.seq) AS numbers FROM json_each(?) AS numbers CROSS JOIN {table}"
            f" ON {table}.seq = numbers.value{where.sql}",
            [json.dumps(list(numbers)), *where.params],
        )
        return set(json.loads(rows[0]["numbers"]))

    def all(self, kind: str, where: Where) -> set[int]:
        """All rows that `where` holds."""
        seq = f"{SOURCES[kind].table}.seq"
        sql = (
            f"SELECT json_group_array(seq) AS numbers FROM (SELECT {seq} AS seq FROM {SOURCES[kind].table}"
            f" WHERE {' AND '.join([*where.conditions, f'{seq} > ?'])} ORDER BY {seq} LIMIT {MOST_AT_ONCE})"
        )
        found: set[int] = set()
        last = 0
        while numbers := json.loads(self._driver.execute(sql, [*where.params, last])[0]["numbers"]):
            found.update(numbers)
            last = numbers[-1]
            if len(numbers) < MOST_AT_ONCE:
                break
        return found

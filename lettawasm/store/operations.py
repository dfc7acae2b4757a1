"""The log of what was done to memory. What went well is read from versions, so it is never written twice; what
failed left none, and stands in a ring of its own.
"""

from collections.abc import Mapping
from typing import Any

from ..db import atomic
from ..errors import NotFound
from ..ports import Clock, Row
from ..schemas.operations import Operation
from ..schemas.versions import Version
from ..versions.packing import Form
from .table import Page, Where
from .timeline import Timeline

RING = 1_000  # failures that are kept

# A person's work on several blocks says in its source what it was.
_VERB = f"""CASE WHEN form = {Form.GONE:d} THEN 'delete'
    WHEN json_extract(causes.body, '$.actor') = 'restore' THEN 'restore'
    WHEN json_extract(causes.body, '$.actor') = 'import' THEN 'import'
    WHEN json_extract(causes.body, '$.actor') = 'compaction' THEN 'compress'
    WHEN number = 1 THEN 'create'
    WHEN json_extract(causes.body, '$.source') GLOB 'merge:*' THEN 'merge'
    WHEN json_extract(causes.body, '$.source') GLOB 'truncate:*' THEN 'truncate' ELSE 'update' END"""
_DONE = (
    f"SELECT object_id, number, {_VERB} AS verb, versions.created_at, 0 AS rank, versions.seq FROM versions"
    " JOIN chains ON chains.seq = versions.chain JOIN causes ON causes.seq = versions.cause"
)
_FAILED = "SELECT id, body, created_at, 1 AS rank, seq FROM failures"
_CAUSES = ("actor", "agent_id", "run_id", "step_id", "tool_call_id")


class Operations:
    def __init__(self, timeline: Timeline, clock: Clock) -> None:
        self.timeline, self.driver, self.clock = timeline, timeline.driver, clock

    @atomic
    def fail(self, operation: Operation) -> None:
        """Write down what did not work. The oldest of the ring makes room for it."""
        rows = self.driver.execute("SELECT coalesce(max(seq), 0) + 1 AS seq FROM failures")
        self.driver.execute(
            "INSERT OR REPLACE INTO failures (slot, seq, id, body, created_at) VALUES (?, ?, ?, ?, ?)",
            [
                *(rows[0]["seq"] % RING, rows[0]["seq"], operation.id),
                *(operation.model_dump_json(exclude_none=True), operation.created_at),
            ],
        )

    def find(
        self, page: Page, wish: Mapping[str, Any], start: str | None = None, end: str | None = None
    ) -> list[Operation]:
        """A page of operations that have the fields of `wish` that aren't None; a block's label is its present one.

        Raises NotFound for a cursor that is no operation.
        """
        ordered = self._ordered(page)
        found: list[tuple[Row, bool]] = []
        if wish.get("result") != "error":
            found += [(row, True) for row in self._rows(_DONE, "versions.", _done(wish), ordered, start, end)]
        if wish.get("result") != "ok":
            found += [(row, False) for row in self._rows(_FAILED, "", _failed(wish), ordered, start, end)]
        found.sort(key=lambda one: _place(one[0]), reverse=ordered.order == "desc")
        told = [self._done(row) if went_well else _told(row) for row, went_well in found[: page.limit]]
        return told if ordered.order == page.order else told[::-1]

    def _rows(
        self, sql: str, table: str, where: Where, page: Page, start: str | None, end: str | None
    ) -> list[Row]:
        time = f"{table}created_at"
        if start:
            where.add(f"{time} >= ?", start)
        if end:
            where.add(f"{time} <= ?", end)
        if cursor := page.after or page.before:
            sign = ">" if page.order == "asc" else "<"
            where.add(f"({time}, rank, {table}seq) {sign} (?, ?, ?)", *self._cursor(cursor))
        order = f"{time} {page.order}, {table}seq {page.order}"
        return self.driver.execute(f"{sql}{where.sql} ORDER BY {order} LIMIT ?", [*where.params, page.limit])

    @staticmethod
    def _ordered(page: Page) -> Page:
        """The page as one that follows its cursor: what comes before is what comes after, the other way round."""
        if page.before is None or page.after is not None:
            return page
        return Page(page.limit, after=page.before, order="asc" if page.order == "desc" else "desc")

    def _cursor(self, operation_id: str) -> tuple[str, int, int]:
        if not operation_id.startswith("operation-"):
            created_at, seq = self.timeline.place(operation_id)
            return created_at, 0, seq
        rows = self.driver.execute(f"{_FAILED} WHERE id = ?", [operation_id])
        if not rows:
            raise NotFound(f"No operation found with id '{operation_id}'.")
        return _place(rows[0])

    def _done(self, row: Row) -> Operation:
        version = self.timeline.get(row["object_id"], row["number"])
        there = version.after or version.before or {}
        return Operation(
            **version.model_dump(include={"id", "kind", "object_id", "source", "created_at", *_CAUSES}),
            operation=row["verb"],
            label=there.get("label"),
            length_before=_length(version, version.before),
            length_after=_length(version, version.after),
        )


def _done(wish: Mapping[str, Any]) -> Where:
    where = Where()
    where.add("chains.kind IN ('block', 'passage')")
    where.equals("chains.object_id", wish.get("object_id"))
    where.equals("chains.kind", wish.get("kind"))
    where.equals(_VERB, wish.get("operation"))
    for name in _CAUSES:
        where.equals(f"json_extract(causes.body, '$.{name}')", wish.get(name))
    if wish.get("label") is not None:
        where.add("chains.object_id IN (SELECT id FROM blocks WHERE label = ?)", wish["label"])
    return where


def _failed(wish: Mapping[str, Any]) -> Where:
    where = Where()
    for name in ("object_id", "kind", "operation", "label", *_CAUSES):
        where.equals(f"json_extract(body, '$.{name}')", wish.get(name))
    return where


def _place(row: Row) -> tuple[str, int, int]:
    return row["created_at"], row["rank"], row["seq"]


def _told(row: Row) -> Operation:
    return Operation.model_validate_json(row["body"])


def _length(version: Version, state: Mapping[str, Any] | None) -> int | None:
    return None if state is None else len(state["value" if version.kind == "block" else "text"])

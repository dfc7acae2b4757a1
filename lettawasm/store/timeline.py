"""Versions as people and programs look at them: in pages, with their causes, with what stood before and after."""

from collections.abc import Iterable, Iterator
from typing import TypedDict, Unpack

from ..errors import NotFound
from ..ports import Clock, Row
from ..schemas.blocks import BlockVersion
from ..schemas.versions import Kind, TitledVersion, Version, VersionHead
from ..versions.packing import Form
from ..versions.states import State, from_text
from .table import Page, Where
from .versions import Chain, Versions, cause_of

_FROM = " FROM versions JOIN chains ON chains.seq = versions.chain JOIN causes ON causes.seq = versions.cause"
_ROWS = f"SELECT versions.*, chains.object_id, chains.kind, causes.body AS cause_body{_FROM}"
_TITLE = 80  # characters
_STATES = {Form.GONE: "gone", Form.FORGOTTEN: "forgotten"}

# What an agent's memory is made of, and what it changed elsewhere.
_OF_AGENT = (
    "(versions.chain IN (SELECT seq FROM chains WHERE object_id = ?"
    " OR object_id IN (SELECT block_id FROM agent_blocks WHERE agent_id = ?)"
    " OR object_id IN (SELECT id FROM passages WHERE archive_id IN"
    " (SELECT archive_id FROM agent_archives WHERE agent_id = ?)))"
    " OR versions.cause IN (SELECT seq FROM causes WHERE json_extract(body, '$.agent_id') = ?))"
)
_OF_BLOCKS = (
    "(versions.chain IN (SELECT seq FROM chains WHERE object_id IN"
    " (SELECT block_id FROM agent_blocks WHERE agent_id = ?))"
    " OR versions.cause IN (SELECT seq FROM causes WHERE json_extract(body, '$.agent_id') = ?))"
)


class Wish(TypedDict, total=False):
    """Which versions. Of the `cause` each must have the fields that aren't None; without kinds it is any but prompts,
    which follow from the others.
    """

    object_id: str | None
    agent_id: str | None
    kinds: tuple[Kind, ...]
    cause: dict[str, str | None]
    start: str | None
    end: str | None


class Timeline:
    def __init__(self, versions: Versions, clock: Clock) -> None:
        self.versions, self.driver, self.clock = versions, versions.driver, clock

    def find(self, page: Page, *, offset: int = 0, **wish: Unpack[Wish]) -> list[VersionHead]:
        """A page of versions, without the first `offset` of them. Raises NotFound for a cursor that is no version."""
        return [_head(row) for row in self._page(_where(wish), page, offset)]

    def count(self, **wish: Unpack[Wish]) -> int:
        where = _where(wish)
        return int(self.driver.execute(f"SELECT count(*) AS n{_FROM}{where.sql}", where.params)[0]["n"])

    def get(self, object_id: str, number: int) -> Version:
        """Raises NotFound."""
        return next(self.whole([self.head(object_id, number)]))

    def head(self, object_id: str, number: int) -> VersionHead:
        """Raises NotFound."""
        rows = self.driver.execute(f"{_ROWS} WHERE object_id = ? AND number = ?", [object_id, number])
        if not rows:
            self.versions.must_have(object_id)
            raise NotFound(f"{object_id} has no version {number}")
        return _head(rows[0])

    def last_whole(self, object_id: str) -> int | None:
        """The number of the newest version that tells what the object was."""
        rows = self.driver.execute(
            "SELECT max(number) AS n FROM versions WHERE form IN (1, 2)"
            " AND chain = (SELECT seq FROM chains WHERE object_id = ?)",
            [object_id],
        )
        return rows[0]["n"]  # type: ignore[no-any-return]

    def changed_since(self, kind: Kind, moment: str) -> list[str]:
        """The ids of objects that have versions of later than a time."""
        rows = self.driver.execute(
            "SELECT DISTINCT object_id FROM versions JOIN chains ON chains.seq = chain"
            " WHERE created_at > ? AND kind = ?",
            [moment, kind],
        )
        return [row["object_id"] for row in rows]

    def whole(self, heads: Iterable[VersionHead]) -> Iterator[Version]:
        """Versions with their states."""
        for head in heads:
            before, after = self._states(head)
            yield Version(**head.model_dump(), before=before, after=after)

    def titled(self, heads: Iterable[VersionHead]) -> Iterator[TitledVersion]:
        """Versions with what their objects were called."""
        for head in heads:
            before, after = self._states(head)
            there = after or before or {}
            title = there.get("label") or there.get("name") or there.get("text")
            yield TitledVersion(**head.model_dump(), title=title and title[:_TITLE])

    # Blocks as their history was told before everything had one.

    def of_blocks(self, agent_id: str, page: Page) -> list[BlockVersion]:
        """The changes of all blocks this agent holds or has changed, by default the newest first."""
        where = Where()
        where.add(_OF_BLOCKS, agent_id, agent_id)
        where.add("chains.kind = 'block'")
        return [self._of_block(_head(row)) for row in self._page(where, page)]

    def of_block(self, block_id: str) -> list[BlockVersion]:
        """What a block said and was called, the first first, numbered anew. Other changes are left out."""
        where = Where()
        where.equals("chains.object_id", block_id)
        rows = self._page(where, Page(limit=-1, order="asc"))
        found = [self._of_block(_head(row)) for row in rows]
        told = [
            one
            for earlier, one in zip([None, *found], found, strict=False)
            if earlier is None or (one.label, one.after) != (earlier.label, earlier.after)
        ]
        return [one.model_copy(update={"version": number}) for number, one in enumerate(told, 1)]

    def _of_block(self, head: VersionHead) -> BlockVersion:
        before, after = self._states(head)
        there = after or before or {"label": "", "value": None}
        return BlockVersion(
            **head.model_dump(include={"id", "actor", "agent_id", "run_id", "step_id", "tool_call_id"}),
            block_id=head.object_id,
            label=there["label"],
            version=head.number,
            before=before["value"] if before else None,
            after=after["value"] if after else None,
            created_at=head.created_at,
        )

    def _states(self, head: VersionHead) -> tuple[State | None, State | None]:
        chain = Chain(self._seq_of(head.object_id), head.kind, head.object_id)
        numbers = [max(1, head.number - 1), head.number]
        texts = self.versions.texts(chain, numbers)
        before, after = texts.get(head.number - 1), texts.get(head.number)
        return (from_text(before) if before else None), (from_text(after) if after else None)

    def _seq_of(self, object_id: str) -> int:
        return int(self.driver.execute("SELECT seq FROM chains WHERE object_id = ?", [object_id])[0]["seq"])

    def _page(self, where: Where, page: Page, offset: int = 0) -> list[Row]:
        for cursor, forward in ((page.after, True), (page.before, False)):
            if cursor is not None:
                sign = ">" if forward == (page.order == "asc") else "<"
                where.add(f"(versions.created_at, versions.seq) {sign} (?, ?)", *self.place(cursor))
        backwards = page.before is not None and page.after is None
        order = page.order if not backwards else ("asc" if page.order == "desc" else "desc")
        rows = self.driver.execute(
            f"{_ROWS}{where.sql} ORDER BY versions.created_at {order}, versions.seq {order} LIMIT ? OFFSET ?",
            [*where.params, page.limit, offset],
        )
        return rows[::-1] if backwards else rows

    def place(self, version_id: str) -> tuple[str, int]:
        """When a version, known by its id, came to be, and its row. Raises NotFound."""
        object_id, _, number = version_id.rpartition(".")
        if number.isascii() and number.isdigit() and len(number) < 10:
            rows = self.driver.execute(
                "SELECT created_at, versions.seq FROM versions JOIN chains ON chains.seq = chain"
                " WHERE object_id = ? AND number = ?",
                [object_id, int(number)],
            )
            if rows:
                return rows[0]["created_at"], rows[0]["seq"]
        raise NotFound(f"No version found with id '{version_id}'.")


def _where(wish: Wish) -> Where:
    where, kinds = Where(), wish.get("kinds", ())
    where.equals("chains.object_id", wish.get("object_id"))
    if (agent_id := wish.get("agent_id")) is not None:
        where.add(_OF_AGENT, *[agent_id] * 4)
    if not kinds and wish.get("object_id") is None:
        kinds = ("block", "passage", "agent")
    if kinds:
        where.add(f"chains.kind IN ({', '.join('?' * len(kinds))})", *kinds)
    for name, value in wish.get("cause", {}).items():
        where.equals(f"json_extract(causes.body, '$.{name}')", value)
    if start := wish.get("start"):
        where.add("versions.created_at >= ?", start)
    if end := wish.get("end"):
        where.add("versions.created_at <= ?", end)
    return where


def _head(row: Row) -> VersionHead:
    return VersionHead(
        id=f"{row['object_id']}.{row['number']}",
        object_id=row["object_id"],
        kind=row["kind"],
        number=row["number"],
        state=_STATES.get(row["form"], "whole"),  # type: ignore[arg-type]
        digest=row["digest"],
        created_at=row["created_at"],
        **cause_of(row["cause_body"]).known(),  # type: ignore[arg-type]
    )

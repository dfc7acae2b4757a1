"""A Durable Object's SQLite behind the Driver port.

Values cross into JavaScript and back, which knows one kind of number, no bytes and two kinds of nothing;
here all of that is hidden. What isn't limited by every workerd is limited here, in SqliteDriver's words.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import js
from pyodide.ffi import JsException, create_once_callable, jsnull, to_js

from ...db import MAX_BYTES, MAX_INTEGER
from ...errors import TooLarge, Unprocessable
from ...ports import Row
from .statement import changes_schema, guarded, updated_table, with_integers

T = TypeVar("T")


class DurableDriver:
    """The database of the object whose `ctx` this is, the SDK's or JavaScript's own."""

    def __init__(self, ctx: Any) -> None:
        # The SDK's wrapper converts every argument and result: ten times the time of a small query.
        self._storage = getattr(ctx, "_ctx", ctx).storage
        self._sql = self._storage.sql
        self._stringify = js.JSON.stringify
        self._columns: dict[str, list[str]] = {}

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        _check(params)
        table = updated_table(sql)
        if table is not None:
            self._run(guarded(sql, self._columns_of(table)), params)
            return []
        if changes_schema(sql):
            self._columns.clear()
        return self._run(sql, params)

    def transact(self, work: Callable[[], T]) -> T:
        kept: list[T] = []  # what crosses into JavaScript and back would have to be freed by hand
        try:
            self._storage.transactionSync(create_once_callable(lambda: kept.append(work())))
        except BaseException:
            self._columns.clear()
            raise
        return kept[0]

    def _run(self, sql: str, params: Sequence[Any]) -> list[Row]:
        integers = tuple([isinstance(value, int) for value in params])
        try:
            cursor = self._sql.exec(with_integers(sql, integers), *map(_bound, params))
            found = cursor.raw().toArray()
        except JsException as error:
            raise _translated(error) from None
        if not found.length:
            return []
        names = cursor.columnNames.to_py()
        return [dict(zip(names, row, strict=True)) for row in self._rows(found)]

    def _rows(self, found: Any) -> list[list[Any]]:
        """A cursor's array. It crosses as JSON, in half the time of value by value, unless there are bytes in it."""
        try:
            rows: list[list[Any]] = _JSON.decode(self._stringify(found))
        except _NoJson:
            return [[_plain(value) for value in row] for row in found.to_py()]
        return rows

    def _columns_of(self, table: str) -> list[str]:
        if table not in self._columns:
            rows = self._run("SELECT name FROM pragma_table_info(?)", [table])
            self._columns[table] = [row["name"] for row in rows]
        return self._columns[table]


def _check(params: Sequence[Any]) -> None:
    """Raises for what would be kept elsewhere as something else, or not at all."""
    try:
        if sum(map(_size, params)) > MAX_BYTES:
            raise TooLarge(f"A value or row is over the limit of {MAX_BYTES:,} bytes")
    except UnicodeEncodeError as error:
        raise Unprocessable("A text holds half a character (a lone surrogate)") from error


def _size(value: Any) -> int:
    match value:
        case str():
            return len(value) if value.isascii() else len(value.encode())
        case int():
            if abs(value) > MAX_INTEGER:
                raise Unprocessable(f"The integer {value} is over the limit of 2^53 - 1")
            return 8
        case None | float():
            return 8
        case bytes() | bytearray() | memoryview():
            return memoryview(value).nbytes
        case _:
            raise sqlite3.ProgrammingError(f"A {type(value).__name__} is no value of SQLite's")


def _bound(value: Any) -> Any:
    match value:
        case int():  # as a JavaScript number: a larger one would be a BigInt, which SQL doesn't take
            return float(value)
        case bytes() | bytearray() | memoryview():
            return to_js(value)
        case _:
            return value


class _NoJson(Exception):
    pass


def _refuse(_object: object) -> None:
    """An ArrayBuffer is written as an empty object, and is the only value that is written as one."""
    raise _NoJson


_JSON = json.JSONDecoder(object_hook=_refuse)


def _plain(value: Any) -> Any:
    if value is jsnull:
        return None
    return bytes(value) if isinstance(value, memoryview) else value


def _translated(error: JsException) -> Exception:
    """What Python's sqlite3 would have raised."""
    said = error.message
    if "string or blob too big" in said:
        return TooLarge(f"A value or row is over the limit of {MAX_BYTES:,} bytes")
    for sign, kind in _KINDS.items():
        if sign in said:
            return kind(said)
    return sqlite3.OperationalError(said)


_KINDS: dict[str, type[sqlite3.Error]] = {
    "SQLITE_CONSTRAINT": sqlite3.IntegrityError,
    "SQLITE_TOOBIG": sqlite3.DataError,
    "parameter bindings": sqlite3.ProgrammingError,
}

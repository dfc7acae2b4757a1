"""SQLite behind the Driver port: the standard library's sqlite3, in CPython and in Pyodide.

It holds the core to the strictest host's limits (a Durable Object's), so that what works here works
everywhere: 100 bound parameters, 50-byte LIKE patterns, 100 columns, 100 kB of SQL, 2 MB for a value or a row, and
integers that a JavaScript number holds.
"""

import functools
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from .errors import TooLarge, Unprocessable
from .ports import Driver, Row

T = TypeVar("T")
P = ParamSpec("P")

MAX_BYTES = 2_000_000
MAX_INTEGER = 2**53 - 1

_LIMITS = {
    "SQLITE_LIMIT_VARIABLE_NUMBER": 100,
    "SQLITE_LIMIT_LIKE_PATTERN_LENGTH": 50,
    "SQLITE_LIMIT_COLUMN": 100,
    "SQLITE_LIMIT_SQL_LENGTH": 100_000,
    "SQLITE_LIMIT_LENGTH": MAX_BYTES,
}


class SqliteDriver:
    """One database file, or `:memory:`. `exclusive` is for a file system without shared memory (OPFS)."""

    def __init__(self, path: str = ":memory:", *, exclusive: bool = False) -> None:
        self._connection = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._depth = 0
        pragmas = ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY"]
        if exclusive:  # must come before WAL, which would ask for shared memory otherwise
            pragmas.insert(0, "locking_mode = EXCLUSIVE")
        for pragma in pragmas:
            self._connection.execute(f"PRAGMA {pragma}")
        for name, limit in _LIMITS.items():
            self._connection.setlimit(getattr(sqlite3, name), limit)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        for value in params:
            if isinstance(value, int) and abs(value) > MAX_INTEGER:
                raise Unprocessable(f"The integer {value} is over the limit of 2^53 - 1")
        try:
            return [dict(row) for row in self._connection.execute(sql, params)]
        except UnicodeEncodeError as error:
            raise Unprocessable("A text holds half a character (a lone surrogate)") from error
        except sqlite3.DataError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_TOOBIG:
                raise
            raise TooLarge(f"A value or row is over the limit of {MAX_BYTES:,} bytes") from error

    def transact(self, work: Callable[[], T]) -> T:
        depth = self._depth
        begin, commit, undo = _boundaries(depth)
        self._connection.execute(begin)
        self._depth = depth + 1
        try:
            result = work()
            self._connection.execute(commit)
        except BaseException:
            for statement in undo:
                if self._connection.in_transaction:  # SQLite rolls back by itself when the disk is full
                    self._connection.execute(statement)
            raise
        finally:
            self._depth = depth
        return result

    def close(self) -> None:
        self._connection.close()


def _boundaries(depth: int) -> tuple[str, str, list[str]]:
    """The statements that begin, keep and undo a transaction nested `depth` deep."""
    if depth == 0:
        return "BEGIN IMMEDIATE", "COMMIT", ["ROLLBACK"]
    name = f"level_{depth}"
    return f"SAVEPOINT {name}", f"RELEASE {name}", [f"ROLLBACK TO {name}", f"RELEASE {name}"]


class HasDriver(Protocol):
    @property
    def driver(self) -> Driver: ...


S = TypeVar("S", bound=HasDriver)


def atomic(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Make a store's method all-or-nothing."""

    def inner(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.driver.transact(lambda: method(self, *args, **kwargs))

    return cast(Callable[Concatenate[S, P], T], functools.update_wrapper(inner, method))

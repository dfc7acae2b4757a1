"""What the core may expect of a Driver, whichever host it comes from: one promise a function.

It runs where there is no pytest (inside Pyodide, in a browser), so it needs nothing but the driver.
Every host holds to the strictest host's limits, so a promise is also what no program may do anywhere.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from lettawasm.errors import TooLarge, Unprocessable
from lettawasm.ports import Driver


class Space(Protocol):
    """An empty database that can be closed and opened again."""

    driver: Driver

    def reopen(self) -> None: ...


Promise = Callable[[Space], None]
PROMISES: dict[str, Promise] = {}


def promise(function: Promise) -> Promise:
    PROMISES[function.__name__] = function
    return function


@contextmanager
def refused(kind: type[Exception] = Exception, saying: str = "") -> Iterator[None]:
    try:
        yield
    except kind as error:
        assert saying in str(error), str(error)
    else:
        raise AssertionError("it was not refused")


def value_of(driver: Driver, sql: str, *params: Any) -> Any:
    [row] = driver.execute(sql, params)
    [value] = row.values()
    return value


def notes_in(driver: Driver) -> list[str]:
    return [row["text"] for row in driver.execute("SELECT text FROM notes ORDER BY seq")]


def with_notes(space: Space, *texts: str) -> Driver:
    space.driver.execute("CREATE TABLE notes (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    for text in texts:
        space.driver.execute("INSERT INTO notes (text) VALUES (?)", [text])
    return space.driver


# -- Rows and values


@promise
def rows_are_dicts_in_order(space: Space) -> None:
    driver = with_notes(space, "a", "b")
    found = driver.execute("SELECT seq, text FROM notes ORDER BY seq DESC")
    assert found == [{"seq": 2, "text": "b"}, {"seq": 1, "text": "a"}]
    assert [type(row) for row in found] == [dict, dict]


@promise
def a_statement_without_rows_gives_an_empty_list(space: Space) -> None:
    assert space.driver.execute("CREATE TABLE notes (text TEXT)") == []


@promise
def values_come_back_as_they_were(space: Space) -> None:
    space.driver.execute("CREATE TABLE kept (i INTEGER, r REAL, t TEXT, b BLOB, n TEXT)")
    values = {"i": -(2**53) + 1, "r": 0.1, "t": "naïve 漢字 🐘 \x00 '; --", "b": bytes(range(256)), "n": None}
    space.driver.execute("INSERT INTO kept VALUES (?, ?, ?, ?, ?)", list(values.values()))
    [row] = space.driver.execute("SELECT * FROM kept")
    assert row == values
    assert [type(value) for value in row.values()] == [int, float, str, bytes, type(None)]


@promise
def a_bool_is_kept_as_an_integer(space: Space) -> None:
    space.driver.execute("CREATE TABLE kept (yes INTEGER, no INTEGER)")
    space.driver.execute("INSERT INTO kept VALUES (?, ?)", [True, False])
    [row] = space.driver.execute("SELECT * FROM kept")
    assert row == {"yes": 1, "no": 0}
    assert [type(value) for value in row.values()] == [int, int]


@promise
def integers_stay_integers_wherever_they_are_bound(space: Space) -> None:
    driver = space.driver
    driver.execute("CREATE TABLE kept (t TEXT, loose)")
    driver.execute("INSERT INTO kept VALUES (?, ?)", [5, 5])
    [row] = driver.execute("SELECT t, loose, typeof(loose) AS kind FROM kept")
    assert row == {"t": "5", "loose": 5, "kind": "integer"}
    assert type(row["loose"]) is int
    assert value_of(driver, "SELECT ? / 2", 7) == 3
    assert value_of(driver, "SELECT typeof(?2) || typeof(?1)", "a", True) == "integertext"
    assert value_of(driver, "SELECT json_set('{}', '$.n', ?)", -12) == '{"n":-12}'
    assert value_of(driver, "SELECT '?' || ? || /* ? */ '''?' -- ?", 1) == "?1'?"


@promise
def a_number_finds_what_it_equals(space: Space) -> None:
    driver = with_notes(space, "5", "a")
    assert value_of(driver, "SELECT count(*) FROM notes WHERE text = ?", 5) == 1
    assert value_of(driver, "SELECT count(*) FROM notes WHERE seq IN (?, ?)", 1, 9) == 1
    assert value_of(driver, "SELECT ? = '5'", 5) == 0
    assert value_of(driver, "SELECT text FROM notes ORDER BY seq LIMIT ? OFFSET ?", 1, 1) == "a"


@promise
def a_float_stays_a_float(space: Space) -> None:
    space.driver.execute("CREATE TABLE kept (r REAL, loose)")
    space.driver.execute("INSERT INTO kept VALUES (?, ?)", [2.0, 2.0])
    [row] = space.driver.execute("SELECT r / 4 AS r, loose, typeof(loose) AS kind FROM kept")
    assert row == {"r": 0.5, "loose": 2, "kind": "real"}


@promise
def bytes_are_bytes_whatever_holds_them(space: Space) -> None:
    space.driver.execute("CREATE TABLE kept (b BLOB)")
    for value in (b"", b"a\0b", bytearray(b"array"), memoryview(b"view"), None, "text"):
        space.driver.execute("INSERT INTO kept VALUES (?)", [value])
    found = [row["b"] for row in space.driver.execute("SELECT b FROM kept ORDER BY rowid")]
    assert found == [b"", b"a\0b", b"array", b"view", None, "text"]
    assert {type(value) for value in found} == {bytes, type(None), str}


@promise
def what_is_no_value_is_refused(space: Space) -> None:
    driver = with_notes(space)
    for value in ([], {}, object()):
        with refused(sqlite3.Error):
            driver.execute("INSERT INTO notes (text) VALUES (?)", [value])
    assert notes_in(driver) == []


@promise
def every_parameter_is_given_and_none_too_many(space: Space) -> None:
    for params in ([], [1, 2]):
        with refused(sqlite3.ProgrammingError):
            space.driver.execute("SELECT ?", params)


@promise
def integers_beyond_what_every_host_keeps_are_refused(space: Space) -> None:
    space.driver.execute("CREATE TABLE kept (i INTEGER)")
    for value in (2**53, -(2**53), 2**64):
        with refused(Unprocessable, "integer"):
            space.driver.execute("INSERT INTO kept VALUES (?)", [value])
    assert space.driver.execute("SELECT * FROM kept") == []


@promise
def half_a_character_is_refused(space: Space) -> None:
    driver = with_notes(space)
    with refused(Unprocessable, "surrogate"):
        driver.execute("INSERT INTO notes (text) VALUES (?)", ["\ud83d"])
    assert notes_in(driver) == []


# -- Limits


@promise
def a_hundred_parameters_are_bound_and_no_more(space: Space) -> None:
    marks = ", ".join(["?"] * 100)
    assert len(space.driver.execute(f"VALUES ({marks})", list(range(100)))[0]) == 100
    with refused():
        space.driver.execute(f"SELECT 1 WHERE 1 IN ({marks}, ?)", list(range(101)))


@promise
def a_like_pattern_has_at_most_fifty_bytes(space: Space) -> None:
    driver = with_notes(space, "x" * 60)
    assert len(driver.execute("SELECT 1 FROM notes WHERE text LIKE ?", ["x" * 49 + "%"])) == 1
    for pattern in ("x" * 50 + "%", "é" * 25 + "%"):
        with refused():
            driver.execute("SELECT 1 FROM notes WHERE text LIKE ?", [pattern])


@promise
def a_table_has_at_most_a_hundred_columns(space: Space) -> None:
    columns = [f"c{number}" for number in range(101)]
    space.driver.execute(f"CREATE TABLE wide ({', '.join(columns[:100])})")
    with refused():
        space.driver.execute(f"CREATE TABLE wider ({', '.join(columns)})")


@promise
def a_statement_has_at_most_a_hundred_kilobytes(space: Space) -> None:
    assert value_of(space.driver, f"SELECT 1 -- {'x' * 99_000}") == 1
    with refused():
        space.driver.execute(f"SELECT 1 -- {'x' * 100_000}")


@promise
def a_value_of_two_megabytes_is_kept(space: Space) -> None:
    driver = with_notes(space, "x" * 1_999_000)
    assert len(notes_in(driver)[0]) == 1_999_000


@promise
def a_larger_value_is_refused_and_nothing_changes(space: Space) -> None:
    driver = with_notes(space, "kept")
    for value in ("x" * 2_000_001, "é" * 1_000_001, bytes(2_000_001)):
        with refused(TooLarge, "2,000,000"):
            driver.transact(lambda value=value: _rewrite(driver, value))  # type: ignore[misc]
    assert notes_in(driver) == ["kept"]


def _rewrite(driver: Driver, value: Any) -> None:
    driver.execute("DELETE FROM notes")
    driver.execute("INSERT INTO notes (text) VALUES (?)", [value])


@promise
def a_row_that_grows_too_large_is_refused_too(space: Space) -> None:
    driver = with_notes(space, "x" * 1_500_000)
    with refused(TooLarge, "2,000,000"):
        driver.execute("UPDATE notes SET text = text || text")
    assert len(notes_in(driver)[0]) == 1_500_000


@promise
def a_row_grows_no_further_in_a_table_that_has_changed(space: Space) -> None:
    driver = with_notes(space, "x" * 1_500_000, "small")
    driver.execute("UPDATE notes SET text = text WHERE seq = 2")
    driver.execute('ALTER TABLE notes ADD COLUMN "more text" TEXT')
    with refused(TooLarge, "2,000,000"):
        driver.execute('UPDATE notes SET "more text" = text;')
    assert driver.execute('SELECT "more text" FROM notes') == [{"more text": None}] * 2


@promise
def an_update_gives_rows_only_when_asked(space: Space) -> None:
    driver = with_notes(space, "a", "b")
    assert driver.execute("UPDATE notes SET text = text || '!'") == []
    assert driver.execute("UPDATE notes SET text = 'c' WHERE seq = 1 RETURNING text") == [{"text": "c"}]
    assert notes_in(driver) == ["c", "b!"]


# -- Errors


@promise
def a_broken_constraint_is_an_integrity_error(space: Space) -> None:
    driver = with_notes(space, "a")
    for sql in ("INSERT INTO notes VALUES (1, 'b')", "UPDATE notes SET text = NULL"):
        with refused(sqlite3.IntegrityError, "constraint failed"):
            driver.execute(sql)
    assert notes_in(driver) == ["a"]


@promise
def what_sqlite_does_not_understand_is_an_operational_error(space: Space) -> None:
    for sql in ("SELEC 1", "SELECT * FROM nowhere", "UPDATE nowhere SET a = 1"):
        with refused(sqlite3.OperationalError):
            space.driver.execute(sql)


@promise
def a_statement_that_fails_half_way_does_nothing(space: Space) -> None:
    driver = with_notes(space, "a", "b", "c")
    driver.execute("CREATE UNIQUE INDEX once ON notes (text)")

    def work() -> None:
        driver.execute("INSERT INTO notes (text) VALUES ('d')")
        with refused(sqlite3.IntegrityError):
            driver.execute("UPDATE notes SET text = 'z' WHERE seq < 3")

    driver.transact(work)
    assert notes_in(driver) == ["a", "b", "c", "d"]


# -- Transactions


@promise
def a_transaction_gives_what_its_work_gives(space: Space) -> None:
    driver = with_notes(space)
    found = driver.transact(lambda: driver.execute("INSERT INTO notes (text) VALUES ('a') RETURNING seq"))
    assert found == [{"seq": 1}]
    assert notes_in(driver) == ["a"]


class _Mishap(Exception):
    pass


def _write_and_fail(driver: Driver, text: str) -> None:
    driver.execute("INSERT INTO notes (text) VALUES (?)", [text])
    raise _Mishap(text)


@promise
def a_transaction_that_raises_keeps_nothing_and_its_exception_everything(space: Space) -> None:
    driver = with_notes(space, "before")
    mishap = _Mishap("the very same")

    def work() -> None:
        driver.execute("DELETE FROM notes")
        driver.execute("CREATE TABLE more (text TEXT)")
        raise mishap

    try:
        driver.transact(work)
    except _Mishap as error:
        assert error is mishap
    assert notes_in(driver) == ["before"]
    with refused():
        driver.execute("SELECT * FROM more")


@promise
def a_failing_statement_undoes_its_transaction(space: Space) -> None:
    driver = with_notes(space, "before")

    def work() -> None:
        driver.execute("INSERT INTO notes (text) VALUES ('during')")
        driver.execute("INSERT INTO notes (text) VALUES (NULL)")

    with refused():
        driver.transact(work)
    assert notes_in(driver) == ["before"]
    driver.transact(lambda: driver.execute("INSERT INTO notes (text) VALUES ('after')"))
    assert notes_in(driver) == ["before", "after"]


@promise
def transactions_nest(space: Space) -> None:
    driver = with_notes(space)

    def work() -> None:
        driver.execute("INSERT INTO notes (text) VALUES ('outer')")
        driver.transact(lambda: driver.execute("INSERT INTO notes (text) VALUES ('inner')"))
        with refused(_Mishap):
            driver.transact(lambda: _write_and_fail(driver, "undone"))
        driver.execute("INSERT INTO notes (text) VALUES ('last')")

    driver.transact(work)
    assert notes_in(driver) == ["outer", "inner", "last"]


@promise
def a_failure_deep_inside_undoes_as_far_as_it_gets(space: Space) -> None:
    driver = with_notes(space)

    def middle() -> None:
        driver.execute("INSERT INTO notes (text) VALUES ('middle')")
        driver.transact(lambda: _write_and_fail(driver, "inner"))

    def work() -> None:
        driver.execute("INSERT INTO notes (text) VALUES ('outer')")
        with refused(_Mishap, "inner"):
            driver.transact(middle)

    driver.transact(work)
    assert notes_in(driver) == ["outer"]


@promise
def an_outer_failure_undoes_what_was_kept_inside(space: Space) -> None:
    driver = with_notes(space)

    def work() -> None:
        driver.transact(lambda: driver.execute("INSERT INTO notes (text) VALUES ('inner')"))
        raise _Mishap

    with refused(_Mishap):
        driver.transact(work)
    assert notes_in(driver) == []


@promise
def reopening_keeps_what_was_committed(space: Space) -> None:
    driver = with_notes(space, "alone")
    driver.transact(lambda: driver.execute("INSERT INTO notes (text) VALUES ('together')"))
    with refused(_Mishap):
        driver.transact(lambda: _write_and_fail(driver, "undone"))
    space.reopen()
    assert notes_in(space.driver) == ["alone", "together"]


# -- What SQLite must be able to do


@promise
def foreign_keys_are_enforced(space: Space) -> None:
    driver = with_notes(space, "a")
    driver.execute(
        "CREATE TABLE tags (note INTEGER NOT NULL REFERENCES notes(seq) ON DELETE CASCADE, tag TEXT)"
    )
    driver.execute("INSERT INTO tags VALUES (1, 'x')")
    with refused():
        driver.execute("INSERT INTO tags VALUES (2, 'y')")
    driver.execute("DELETE FROM notes")
    assert driver.execute("SELECT * FROM tags") == []


@promise
def full_text_search_stems_and_ranks(space: Space) -> None:
    driver = space.driver
    driver.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'porter unicode61')")
    for text in ("she runs", "running, running in the rain", "a cat"):
        driver.execute("INSERT INTO texts VALUES (?)", [text])
    found = driver.execute("SELECT text FROM texts WHERE texts MATCH ? ORDER BY rank", ["run OR rain"])
    assert [row["text"] for row in found] == ["running, running in the rain", "she runs"]


@promise
def json_is_read_and_made(space: Space) -> None:
    document = '{"a": [1, {"b": "two"}]}'
    assert value_of(space.driver, "SELECT json_extract(?, '$.a[1].b')", document) == "two"
    found = space.driver.execute("SELECT value FROM json_each(?, '$.a')", [document])
    assert [row["value"] for row in found] == [1, '{"b":"two"}']
    assert value_of(space.driver, "SELECT json_group_array(value) FROM json_each('[2, 3]')") == "[2,3]"


@promise
def upserts_give_their_rows_back(space: Space) -> None:
    driver = with_notes(space, "old")
    found = driver.execute(
        "INSERT INTO notes VALUES (1, 'new') ON CONFLICT (seq) DO UPDATE SET text = excluded.text RETURNING *"
    )
    assert found == [{"seq": 1, "text": "new"}]


@promise
def queries_recurse_and_look_through_windows(space: Space) -> None:
    found = space.driver.execute(
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 3)"
        " SELECT n, sum(n) OVER (ORDER BY n) AS total FROM counted"
    )
    assert [row["total"] for row in found] == [1, 3, 6]

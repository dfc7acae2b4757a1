"""SQL for a Durable Object, which binds every number as REAL, means what it meant."""

import sqlite3

import pytest

from lettawasm.hosts.durable.statement import guarded, updated_table, with_integers


def value_of(sql, params):
    return sqlite3.connect(":memory:").execute(sql, params).fetchone()[0]


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ("SELECT ? / 2", [7]),
        ("SELECT typeof(?) || typeof(?) || typeof(?)", [1, 1.0, "1"]),
        ("SELECT ?2 || '-' || ?1 || '-' || ?", ["a", 2, 3]),
        ("SELECT '?' || ? || \"?\" || /* ? */ '''?' -- ?", [5]),
        ("SELECT json_array(?, ?)", [-1, None]),
        ("SELECT sum(value) FROM json_each(?) LIMIT ? OFFSET ?", ["[1, 2]", 1, 0]),
    ],
)
def test_integers_that_arrive_as_reals_are_integers(sql, params):
    as_javascript_has_them = [float(p) if isinstance(p, int) else p for p in params]
    integers = tuple(isinstance(p, int) for p in params)
    assert value_of(with_integers(sql, integers), as_javascript_has_them) == value_of(sql, params)


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE notes SET text = ?", "notes"),
        ("\n update or IGNORE notes set text = 'a'", "notes"),
        ("UPDATE notes SET text = ? RETURNING text", None),
        ("INSERT INTO notes VALUES (1)", None),
    ],
)
def test_an_update_without_rows_to_give_is_guarded(sql, table):
    assert updated_table(sql) == table


def test_a_guard_counts_every_column():
    assert guarded("UPDATE t SET a = 1;", ["a", "b c"]) == (
        'UPDATE t SET a = 1\nRETURNING iif(coalesce(octet_length("a"), 0) + coalesce(octet_length("b c"), 0)'
        " > 2000000, zeroblob(1 << 40), 0)"
    )

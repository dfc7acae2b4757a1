"""The database's schema: made once, never by older code, and the same in every life."""

import pytest

from lettawasm.cli import main
from lettawasm.db import SqliteDriver
from lettawasm.errors import NewerSchema
from lettawasm.migrations import MIGRATIONS, migrate


def schema(driver: SqliteDriver) -> list[str]:
    return [
        row["sql"]
        for row in driver.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    ]


def test_migrating_twice_is_migrating_once():
    driver = SqliteDriver()
    assert migrate(driver) == len(MIGRATIONS)
    before = schema(driver)
    assert migrate(driver) == len(MIGRATIONS)
    assert schema(driver) == before


def test_a_space_of_a_newer_version_is_not_touched():
    driver = SqliteDriver()
    migrate(driver)
    driver.execute("INSERT INTO schema_version (version) VALUES (?)", [len(MIGRATIONS) + 1])
    before = schema(driver)
    with pytest.raises(NewerSchema, match="newer lettawasm"):
        migrate(driver)
    assert schema(driver) == before


def test_a_server_of_an_older_version_says_so_and_leaves_the_file_as_it_is(tmp_path, capsys):
    path = tmp_path / "space.db"
    driver = SqliteDriver(str(path))
    migrate(driver)
    driver.execute("INSERT INTO schema_version (version) VALUES (?)", [len(MIGRATIONS) + 1])
    driver.close()
    before = path.read_bytes()
    assert main(["serve", "--db", str(path), "--port", "0"]) == 1
    assert "newer lettawasm" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_nothing_behind(monkeypatch):
    driver = SqliteDriver()
    migrate(driver)
    before = schema(driver)
    monkeypatch.setattr(
        "lettawasm.migrations.MIGRATIONS", [*MIGRATIONS, ["CREATE TABLE extra (a)", "NONSENSE"]]
    )
    with pytest.raises(Exception, match="NONSENSE"):
        migrate(driver)
    assert schema(driver) == before

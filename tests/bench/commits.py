"""Our half of the commit benchmark: it runs inside Pyodide, in a worker."""

from collections.abc import Iterable

from lettawasm.db import SqliteDriver


class CommitStream:
    def __init__(self, setup: Iterable[str], insert: str) -> None:
        self._driver = SqliteDriver("/opfs/space.db", exclusive=True)
        self._insert = insert
        for statement in setup:
            self._driver.execute(statement)

    def run(self, row: Iterable[str], commits: int) -> None:
        values = list(row)
        for _ in range(commits):
            self._driver.transact(lambda: self._driver.execute(self._insert, values))

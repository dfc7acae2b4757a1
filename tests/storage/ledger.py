"""A stream of transactions of which the database alone tells whether they are all there, and whole.

Transaction `n` adds some messages, sets a block to `n`, notes the edit, and forgets the messages of the
transaction `KEPT` before it: inserts, updates and deletes over tables, indexes, triggers and full text.
"""

import random
import sqlite3

from lettawasm.migrations import migrate
from lettawasm.ports import Driver

KEPT = 40
NOW = "2026-01-31T12:00:00.000000Z"
WORDS = [f"{start}{middle}{end}" for start in "bdfglmprst" for middle in "aeiou" for end in ("n", "rd", "st")]


class Ledger:
    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def open(self) -> None:
        """Make the schema and the rows every transaction needs, unless they are there."""
        migrate(self.driver)
        self.driver.transact(self._prepare)

    def _prepare(self) -> None:
        self.driver.execute(
            "INSERT OR IGNORE INTO agents (id, name, settings, created_at, updated_at)"
            " VALUES ('agent-1', 'ledger', '{}', ?, ?)",
            [NOW, NOW],
        )
        self.driver.execute(
            "INSERT OR IGNORE INTO blocks"
            " (id, label, value, char_limit, read_only, extras, created_at, updated_at)"
            " VALUES ('block-1', 'last', '0', 100, 0, '{}', ?, ?)",
            [NOW, NOW],
        )

    def last(self) -> int:
        return int(self.driver.execute("SELECT value FROM blocks WHERE id = 'block-1'")[0]["value"])

    def record(self, n: int) -> None:
        self.driver.transact(lambda: self._record(n))

    def _record(self, n: int) -> None:
        for k in range(_messages_of(n)):
            text = words(seed=n * 10 + k, count=20 + 90 * k)
            self.driver.execute(
                "INSERT INTO messages (id, agent_id, number, role, text, body, tokens, place, run_id, created_at)"
                " VALUES (?, 'agent-1', 1, 'user', ?, '{}', 1, 1, ?, ?)",
                [f"message-{n}-{k}", text, str(n), NOW],
            )
        self.driver.execute("UPDATE blocks SET value = ? WHERE id = 'block-1'", [str(n)])
        self.driver.execute(
            "INSERT INTO versions (chain, number, cause, form, body, salt, digest, created_at)"
            " VALUES (1, ?, 1, 1, ?, 'salt', 'digest', ?)",
            [n, str(n), NOW],
        )
        self.driver.execute("DELETE FROM messages WHERE run_id = ?", [str(n - KEPT)])

    def faults(self) -> list[str]:
        """What is wrong with the database: nothing, if storage keeps its promise."""
        try:
            return [*database_faults(self.driver), *self._torn()]
        except sqlite3.Error as error:
            return [repr(error)]

    def _torn(self) -> list[str]:
        last = self.last()
        counted = self.driver.execute(
            "SELECT run_id AS n, count(*) AS messages FROM messages GROUP BY run_id"
        )
        expected = {n: _messages_of(n) for n in range(max(1, last - KEPT + 1), last + 1)}
        versions = self.driver.execute("SELECT number FROM versions ORDER BY number")
        torn = []
        if {int(row["n"]): row["messages"] for row in counted} != expected:
            torn.append("the messages are not those of whole transactions")
        if [row["number"] for row in versions] != list(range(1, last + 1)):
            torn.append("the block's history has gaps")
        return torn


def database_faults(driver: Driver) -> list[str]:
    """What SQLite itself finds wrong, full-text indexes and foreign keys included."""
    found = [row["integrity_check"] for row in driver.execute("PRAGMA integrity_check")]
    faults = [] if found == ["ok"] else found
    faults += [f"dangling {row}" for row in driver.execute("PRAGMA foreign_key_check")]
    for table in ("messages_fts", "passages_fts"):
        driver.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    return faults


def words(*, seed: int, count: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


def _messages_of(n: int) -> int:
    return 1 + n % 4

"""The driver that the store writes through: it knows when a transaction ends.

Everything in it is one transaction deep or nothing: what has to be done once for all changes together is done by
`before_commit`, inside of the outermost transaction, and what must only follow what is really stored by
`after_commit`.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from .ports import Driver, Row

T = TypeVar("T")


class Journal:
    """A Driver around a driver."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._is_open = False
        self.before_commit: list[Callable[[], None]] = []
        self.after_commit: list[Callable[[bool], None]] = []  # called with False after a rollback
        self.after_undoing: list[Callable[[], None]] = []  # a transaction within, while the outermost goes on

    @property
    def is_open(self) -> bool:
        """Whether a transaction goes on."""
        return self._is_open

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        return self._driver.execute(sql, params)

    def transact(self, work: Callable[[], T]) -> T:
        if self._is_open:
            return self._nested(work)
        self._is_open = True
        is_kept = False
        try:
            result = self._driver.transact(lambda: self._complete(work))
            is_kept = True
            return result
        finally:
            self._is_open = False
            for hear in self.after_commit:
                hear(is_kept)

    def _nested(self, work: Callable[[], T]) -> T:
        try:
            return self._driver.transact(work)
        except BaseException:
            for hear in self.after_undoing:
                hear()
            raise

    def _complete(self, work: Callable[[], T]) -> T:
        result = work()
        for finish in self.before_commit:
            finish()
        return result

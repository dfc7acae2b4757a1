"""What a change would make of memory, found by making it and taking it back."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from ..schemas.versions import Version
from ..store import Store

T = TypeVar("T")


class _TakeBack(Exception):
    pass


def changed(store: Store, work: Callable[[], T], *, keep: bool) -> tuple[T, list[Version]]:
    """Do `work` in a transaction, and tell what it returned and the versions it made; without `keep` nothing of it
    stays.
    """
    found: list[tuple[T, list[Version]]] = []

    def all_of_it() -> None:
        newest = store.versions.newest_row()
        result = work()
        store.versions.write()
        found.append((result, list(store.timeline.since(newest))))
        if not keep:
            raise _TakeBack

    with suppress(_TakeBack):
        store.driver.transact(all_of_it)
    return found[0]


def without_trace(store: Store, work: Callable[[], T]) -> T:
    """What `work` returns, which is then taken back."""
    return changed(store, work, keep=False)[0]

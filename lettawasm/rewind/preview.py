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
        result = work()
        store.versions.write()
        heads = [store.timeline.head(*one) for one in made]
        found.append((result, list(store.timeline.whole(head for head in heads if head.kind != "prompt"))))
        if not keep:
            raise _TakeBack

    made: list[tuple[str, int]] = []
    store.versions.made = made
    try:
        with suppress(_TakeBack):
            store.driver.transact(all_of_it)
    finally:
        store.versions.made = None
    return found[0]


def without_trace(store: Store, work: Callable[[], T]) -> T:
    """What `work` returns, which is then taken back."""
    return changed(store, work, keep=False)[0]

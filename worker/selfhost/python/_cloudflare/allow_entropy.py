"""Lets an import that only seeds a hash table have its random bytes, although a starting worker has none."""

from collections.abc import Iterator
from contextlib import contextmanager

from _selfhost_entropy import lend


@contextmanager
def allow_bad_entropy_calls(calls: int) -> Iterator[None]:
    """Within, so many draws get bytes that are not random."""
    lend(calls)
    try:
        yield
    finally:
        lend(0)

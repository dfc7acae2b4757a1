"""What happened, or would happen, to objects: a preview that a person can judge."""

from collections.abc import Iterable, Iterator
from itertools import islice

from .naming import Json
from .sheet import sheet
from .told import Line, bold, dim
from .unified import coloured, diff

_MOST_LINES = 20  # of each object's


def name(version: Json) -> str:
    """What a person calls the object: a block by its label, an agent by its name."""
    state = version["after"] or version["before"] or {}
    return str(state.get("label") or state.get("name") or version["kind"])


def lines(versions: Iterable[Json]) -> Iterator[Line]:
    for version in versions:
        before, after = version["before"], version["after"]
        what = "comes back" if before is None else "is deleted" if after is None else "changes"
        yield [bold(f"{version['kind']} {name(version)}"), dim(f"  {what}")]
        if before is not None and after is not None:
            yield from _difference(before, after)


def _difference(before: Json, after: Json) -> Iterator[Line]:
    changed = list(diff(sheet(before), sheet(after), "", ""))[2:]
    yield from (["  ", line] for line in islice(coloured(changed), _MOST_LINES))
    if more := max(0, len(changed) - _MOST_LINES):
        yield dim(f"  … and {more:,} more lines")

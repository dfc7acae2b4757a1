"""What a page of a list must hold, told by brute force, and pages to ask for."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from lettawasm.store.table import Page


def pages(ids: Sequence[str], order_by: str = "created_at") -> st.SearchStrategy[Page]:
    """Any page of a list whose entries have these ids."""
    cursor = st.none() | st.sampled_from(list(ids))
    return st.builds(
        Page,
        limit=st.integers(1, len(ids) + 2),
        before=cursor,
        after=cursor,
        order=st.sampled_from(["asc", "desc"]),
        order_by=st.just(order_by),
    )


def page_of(every: Sequence[Any], wanted: Sequence[Any], page: Page) -> list[str]:
    """Ids of `page` among those of `every` that are `wanted`. Both are in ascending order.

    A cursor may be an entry that isn't wanted: it still has its place.
    """
    places = {entry.id: place for place, entry in enumerate(every)}
    inside = sorted(wanted, key=lambda entry: places[entry.id], reverse=page.order == "desc")
    sign = 1 if page.order == "asc" else -1
    if page.after is not None:
        inside = [e for e in inside if sign * places[e.id] > sign * places[page.after]]
    if page.before is not None:
        inside = [e for e in inside if sign * places[e.id] < sign * places[page.before]]
    backwards = page.before is not None and page.after is None
    return [entry.id for entry in (inside[-page.limit :] if backwards else inside[: page.limit])]

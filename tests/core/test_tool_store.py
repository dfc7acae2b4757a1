"""Lists of tools are what a plain filter and a plain slice would give, page by page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.db import SqliteDriver
from lettawasm.errors import TooLarge
from lettawasm.migrations import migrate
from lettawasm.schemas.tools import Tool
from lettawasm.store import Store
from lettawasm.store.table import Page
from lettawasm.testing import TickingClock

TYPES = ["custom", "letta_core", "external_mcp"]
names = st.text("aB_", min_size=1, max_size=4)
tags = st.lists(st.sampled_from(["x", "y", "z"]), max_size=2)
made = st.lists(st.tuples(names, st.sampled_from(TYPES), tags), max_size=8, unique_by=lambda one: one[0])
filters = st.fixed_dictionaries(
    {},
    optional={
        "name": names,
        "names": st.lists(names, min_size=1, max_size=3).map(tuple),
        "search": names,
        "tool_types": st.lists(st.sampled_from(TYPES), min_size=1, max_size=2).map(tuple),
        "without_types": st.lists(st.sampled_from(TYPES), min_size=1, max_size=2).map(tuple),
        "tags": st.lists(st.sampled_from(["x", "y"]), min_size=1, max_size=2).map(tuple),
        "only_lettas": st.booleans(),
    },
)


def store() -> Store:
    driver = SqliteDriver()
    migrate(driver)
    return Store(driver, TickingClock())


def holds(tool: Tool, wanted) -> bool:
    return all(
        {
            "name": lambda: tool.name == wanted["name"],
            "names": lambda: tool.name in wanted["names"],
            "search": lambda: wanted["search"].lower() in tool.name.lower(),
            "tool_types": lambda: tool.tool_type in wanted["tool_types"],
            "without_types": lambda: tool.tool_type not in wanted["without_types"],
            "tags": lambda: bool({*tool.tags} & {*wanted["tags"]}),
            "only_lettas": lambda: not wanted["only_lettas"] or tool.tool_type.startswith("letta_"),
        }[key]()
        for key in wanted
    )


@given(made, filters, st.integers(1, 3), st.sampled_from(["asc", "desc"]), st.booleans())
def test_pages_walk_through_what_the_filters_leave(tools, wanted, limit, order, backwards):
    there = store()
    every = [there.tools.put(name, {"tool_type": type_, "tags": tags}) for name, type_, tags in tools]
    expected = [tool.id for tool in every if holds(tool, wanted)]
    expected = expected if order == "asc" else expected[::-1]
    walked: list[str] = []
    while True:
        cursor = (walked[0] if backwards else walked[-1]) if walked else None
        cursors = {"before" if backwards else "after": cursor}
        page = [tool.id for tool in there.tools.find(Page(limit=limit, order=order, **cursors), **wanted)]
        if backwards and not walked:  # without a cursor a page is the first one: walk back from its end
            page = expected[-limit:]
        if not page:
            break
        walked = page + walked if backwards else walked + page
        if backwards and len(walked) >= len(expected):
            break
    assert walked == expected


def test_a_tool_that_fits_no_row_is_refused():
    there = store()
    with pytest.raises(TooLarge):
        there.tools.put("big", {"source_code": "x" * 1_600_000})
    assert there.tools.count() == 0

"""Lists of agents hold what brute force finds, page by page, whatever they are filtered and sorted by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.migrations import migrate
from lettawasm.schemas.agents import AgentRecord, AgentSettings, LlmConfig
from lettawasm.store import Store
from lettawasm.testing import host

from .paging import page_of, pages

NAMES = ["Ada", "ada", "Bob", "Ann", "ANN", "%", "_", "Zoë"]
TAGS = ["a", "b", "c"]
FILTERS = ("last_stop_reason", "project_id", "template_id", "base_template_id")


@dataclass(frozen=True)
class Agent:
    """What an agent is found by."""

    name: str
    tags: frozenset[str]
    hidden: bool | None
    filtered: dict[str, str | None]
    last_run_completion: str | None


AGENTS = st.lists(
    st.builds(
        Agent,
        name=st.sampled_from(NAMES),
        tags=st.frozensets(st.sampled_from(TAGS)),
        hidden=st.sampled_from([None, None, False, True]),
        filtered=st.fixed_dictionaries(dict.fromkeys(FILTERS, st.sampled_from([None, "x", "y"]))),
        last_run_completion=st.sampled_from([None, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]),
    ),
    min_size=1,
    max_size=9,
)


def a_store() -> Store:
    surroundings = host()
    migrate(surroundings.driver)
    return Store(surroundings.driver, surroundings.clock)


def made(store: Store, agent: Agent) -> AgentRecord:
    config = LlmConfig(model="m", context_window=8_000)
    fields: dict[str, Any] = {"hidden": agent.hidden, "last_run_completion": agent.last_run_completion}
    settings = AgentSettings(system="", llm_config=config, **fields, **agent.filtered)
    return store.agents.create(agent.name, settings, sorted(agent.tags))


def lowered(text: str) -> str:
    """As SQLite does it: letters of ASCII alone."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


KEYS: dict[str, Callable[[AgentRecord], str]] = {
    "created_at": lambda one: one.created_at,
    "updated_at": lambda one: one.updated_at,
    "name": lambda one: one.name,
    "last_run_completion": lambda one: one.settings.last_run_completion or "",
}


@settings(max_examples=60, deadline=None)
@given(AGENTS, st.data())
def test_a_page_of_agents_is_what_brute_force_finds(agents: list[Agent], data: st.DataObject) -> None:
    store = a_store()
    records = {made(store, agent).id: agent for agent in agents}
    for agent_id in data.draw(st.lists(st.sampled_from(list(records)), max_size=3), label="touched"):
        store.agents.update(agent_id, store.agents.get(agent_id).settings)
    every = [store.agents.get(agent_id) for agent_id in records]

    name = data.draw(st.none() | st.sampled_from(NAMES), label="name")
    text = data.draw(st.none() | st.sampled_from(["a", "A", "nn", "%", "ë"]), label="query_text")
    tags = tuple(data.draw(st.lists(st.sampled_from([*TAGS, "d"]), max_size=3), label="tags"))
    match_all = data.draw(st.booleans(), label="match_all_tags")
    one_filter = st.fixed_dictionaries(dict.fromkeys(FILTERS, st.sampled_from([None, None, None, "x", "z"])))
    filters: dict[str, str | None] = data.draw(one_filter, label="filters")
    key = data.draw(st.sampled_from(sorted(KEYS)), label="order_by")
    with_hidden = data.draw(st.booleans(), label="hidden")

    def is_wanted(record: AgentRecord) -> bool:
        agent = records[record.id]
        return (
            (with_hidden or not agent.hidden)
            and name in (None, agent.name)
            and (text is None or lowered(text) in lowered(agent.name))
            and (not tags or (set(tags) <= agent.tags if match_all else bool(set(tags) & agent.tags)))
            and all(value in (None, agent.filtered[kind]) for kind, value in filters.items())
        )

    in_order = sorted(every, key=KEYS[key])
    page = data.draw(pages(list(records), order_by=key), label="page")
    found = store.agents.find(
        page,
        name=name,
        query_text=text,
        tags=tags,
        match_all_tags=match_all,
        settings=filters,
        hidden=with_hidden,
    )
    assert [one.id for one in found] == page_of(in_order, list(filter(is_wanted, in_order)), page)


@settings(max_examples=25, deadline=None)
@given(AGENTS)
def test_the_count_is_of_those_in_the_list_and_tags_are_of_all(agents: list[Agent]) -> None:
    store = a_store()
    for agent in agents:
        made(store, agent)
    assert store.agents.count() == sum(not agent.hidden for agent in agents)
    told = store.agents.all_tags(name=None, after=None, before=None, limit=50, order="asc")
    assert told == sorted({tag for agent in agents for tag in agent.tags})


@pytest.mark.parametrize("order", ["asc", "desc"])
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_page_of_tags_is_what_brute_force_finds(order: str, data: st.DataObject) -> None:
    tags = data.draw(st.frozensets(st.text("abAB%_ë", min_size=1, max_size=3), max_size=8), label="tags")
    store = a_store()
    made(store, Agent("one", tags, None, {}, None))
    some = st.none() | st.sampled_from([*sorted(tags), "b"])
    after, before = data.draw(some, label="after"), data.draw(some, label="before")
    name, limit = data.draw(some, label="name"), data.draw(st.integers(1, 4), label="limit")

    inside = sorted(tags, reverse=order == "desc")
    if name:
        inside = [tag for tag in inside if lowered(name) in lowered(tag)]
    if after:
        inside = [tag for tag in inside if (tag > after if order == "asc" else tag < after)]
    if before:
        inside = [tag for tag in inside if (tag < before if order == "asc" else tag > before)]
    expected = inside[-limit:] if before and not after else inside[:limit]
    found = store.agents.all_tags(name=name, after=after, before=before, limit=limit, order=order)
    assert found == expected

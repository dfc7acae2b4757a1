"""Archives: one agent's own, or shared, and what is in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.db import SqliteDriver
from lettawasm.errors import Conflict, NotFound
from lettawasm.migrations import MIGRATIONS, _apply, migrate
from lettawasm.schemas.archives import ArchiveCreate
from lettawasm.store import Store
from lettawasm.store.table import Page
from lettawasm.testing import TickingClock

from . import finding
from .paging import page_of, pages


def new_store() -> Store:
    driver = SqliteDriver()
    migrate(driver)
    return Store(driver, TickingClock())


def texts(store: Store, **where) -> list[str]:
    return sorted(finding.texts(finding.passages(store, **where)))


def test_passages_of_an_older_space_stay_with_their_agent():
    driver = SqliteDriver()
    driver.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)")
    for number, statements in enumerate(MIGRATIONS[:2], start=1):
        _apply(driver, number, statements)
    now = "2026-01-01T00:00:00.000000Z"
    driver.execute(
        "INSERT INTO agents (id, name, settings, created_at, updated_at) VALUES ('a', 'a', '{}', ?, ?)",
        [now] * 2,
    )
    driver.execute(
        "INSERT INTO archives (id, name, created_at, updated_at) VALUES ('old', 'old', ?, ?)", [now] * 2
    )
    driver.execute("INSERT INTO agent_archives (agent_id, archive_id) VALUES ('a', 'old')")
    driver.execute(
        "INSERT INTO passages (id, archive_id, text, tags, metadata, created_at, updated_at)"
        " VALUES ('p', 'old', 'Dogs bark', '[]', '{}', ?, ?)",
        [now] * 2,
    )
    migrate(driver)
    store = Store(driver, TickingClock())
    assert texts(store, agent_id="a") == ["Dogs bark"]
    assert [archive.name for archive in store.archives.find(Page(), agent_id="a")] == ["old"]


async def test_an_own_archive_goes_with_its_agent(space):
    talk = await space()
    archive = talk.store.archives.ensure(talk.agent.id, "Sam")
    talk.store.archival.insert(archive.id, "Dogs bark")
    talk.store.agents.delete(talk.agent.id)
    assert talk.store.archives.find(Page()) == []
    assert texts(talk.store) == []


async def test_an_archive_that_a_person_made_outlives_its_agents(space):
    talk = await space()
    made = talk.store.archives.create(ArchiveCreate(name="team"))
    talk.store.archives.attach(talk.agent.id, made.id)
    talk.store.archival.insert(made.id, "Dogs bark")
    talk.store.agents.delete(talk.agent.id)
    assert talk.store.archives.get(made.id) == made
    assert texts(talk.store) == ["Dogs bark"]


async def test_what_one_agent_notes_in_a_shared_archive_another_one_finds(space):
    talk = await space()
    first, second = talk.agent, await talk.create(name="second")
    third = await talk.create(name="third")
    archive = talk.store.archives.ensure(first.id, "first")
    talk.store.archives.attach(second.id, archive.id)
    talk.store.archival.insert(talk.store.archives.ensure(second.id, "second").id, "Dogs bark")
    assert texts(talk.store, agent_id=first.id) == ["Dogs bark"]
    assert texts(talk.store, agent_id=third.id) == []
    talk.store.agents.delete(first.id)
    assert texts(talk.store, agent_id=second.id) == ["Dogs bark"]


async def test_an_agent_has_one_archive_at_a_time(space):
    talk = await space()
    one, other = (talk.store.archives.create(ArchiveCreate(name=name)) for name in ("one", "other"))
    talk.store.archives.attach(talk.agent.id, one.id)
    talk.store.archives.attach(talk.agent.id, one.id)
    with pytest.raises(Conflict, match="detach that one first"):
        talk.store.archives.attach(talk.agent.id, other.id)
    with pytest.raises(NotFound):
        talk.store.archives.detach(talk.agent.id, other.id)
    talk.store.archives.detach(talk.agent.id, one.id)
    talk.store.archives.attach(talk.agent.id, other.id)
    assert talk.store.archives.of_agent(talk.agent.id) == other


STORE = new_store()
ARCHIVES = [STORE.archives.create(ArchiveCreate(name=f"name {number % 3}")) for number in range(9)]


@settings(deadline=None)
@given(page=pages([a.id for a in ARCHIVES]), name=st.sampled_from([None, "name 0", "name 2", "none"]))
def test_a_page_of_archives_is_what_counting_by_hand_gives(page, name):
    wanted = [archive for archive in ARCHIVES if name in (None, archive.name)]
    assert [a.id for a in STORE.archives.find(page, name=name)] == page_of(ARCHIVES, wanted, page)


TAGS = ["red", "green", "blue"]
PASSAGES = [
    STORE.archival.insert(
        ARCHIVES[number % 2].id,
        f"note {number}",
        tags=tuple(tag for bit, tag in enumerate(TAGS) if number >> bit & 1),
        created_at=f"2026-01-{number + 1:02}T00:00:00.000000Z",
    )
    for number in range(16)
]


@settings(deadline=None)
@given(
    page=pages([p.id for p in PASSAGES]),
    archive=st.sampled_from(ARCHIVES[:3]),
    search=st.sampled_from([None, "E 1"]),
)
def test_a_page_of_passages_is_what_counting_by_hand_gives(page, archive, search):
    wanted = [p for p in PASSAGES if p.archive_id == archive.id and (search or "").lower() in p.text]
    found = STORE.archival.find(archive.id, page, search=search)
    assert [p.id for p in found] == page_of(PASSAGES, wanted, page)


@settings(deadline=None)
@given(
    archive=st.sampled_from([None, *ARCHIVES[:3]]),
    tags=st.lists(st.sampled_from(TAGS), max_size=4),
    match_all=st.booleans(),
    days=st.tuples(st.integers(1, 17), st.integers(1, 17)),
    limit=st.integers(1, 20),
)
def test_a_search_of_passages_is_what_looking_by_hand_gives(archive, tags, match_all, days, limit):
    start, end = (f"2026-01-{day:02}T00:00:00.000000Z" for day in days)
    of_tags = all if match_all else any
    wanted = [
        p
        for p in reversed(PASSAGES)
        if (archive is None or p.archive_id == archive.id)
        and (not tags or of_tags(tag in p.tags for tag in tags))
        and start <= p.created_at <= end
    ]
    found = finding.passages(
        STORE,
        archive_ids=(archive.id,) if archive else (),
        tags=tuple(tags),
        match_all_tags=match_all,
        start=start,
        end=end,
        limit=limit,
    )
    assert found == wanted[:limit]

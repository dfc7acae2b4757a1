"""Folders: what an agent may read, how it looks in its prompt, and the tools that come along."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm import agents, library
from lettawasm.db import SqliteDriver
from lettawasm.documents.chunks import SIZE
from lettawasm.documents.view import lines_of
from lettawasm.errors import Conflict, NotFound, Unprocessable
from lettawasm.migrations import migrate
from lettawasm.model import ToolCall
from lettawasm.schemas.agents import AgentUpdate
from lettawasm.schemas.folders import FolderCreate
from lettawasm.store import Store
from lettawasm.store.table import Page
from lettawasm.testing import TickingClock

from .conftest import stored
from .paging import page_of, pages

TEXT = "alpha line\nbeta line\ngamma TODO line\n"


def new_store() -> Store:
    driver = SqliteDriver()
    migrate(driver)
    return Store(driver, TickingClock())


def folder(store, name="docs", **fields):
    return store.folders.create(FolderCreate(name=name, **fields))


def put(store, into, name="hello.txt", text=TEXT, duplicates="suffix"):
    return library.upload(store, into.id, name, "text/plain", text.encode(), duplicates)


async def reading(space, *script, files=None, **fields):
    """A talk with an agent that has the folder docs with these files in it."""
    talk = await space(*script, **fields)
    talk.docs = folder(talk.store, description="My docs", instructions="Read <them>")
    for name, text in (files or {"hello.txt": TEXT}).items():
        put(talk.store, talk.docs, name, text)
    library.attach(talk.store, talk.agent.id, talk.docs.id)
    return talk


def prompt(talk) -> str:
    """The system message of the next turn."""
    agents.recompile(talk.store, talk.store.agents.get(talk.agent.id))
    return str(talk.store.recall.context(talk.agent.id)[0].text)


def tool_names(talk) -> list[str]:
    return sorted(
        tool.name for tool in talk.store.tools.of_agent(talk.agent.id) if tool.tool_type == "letta_files_core"
    )


def opened(talk) -> list[str]:
    return [
        known.path for known in talk.store.open_files.find(talk.agent.id, Page(order="asc"), is_open=True)
    ]


async def answers(talk, name: str, **arguments) -> str:
    """What the agent's tool says to a call."""
    talk.model.script[:] = [ToolCall("call", name, json.dumps(arguments)), "Thanks"]
    [returned] = [m for m in stored(await talk.events("go on")) if m.role == "tool"]
    return str(returned.tool_returns[0].text)


# What a folder brings along


async def test_a_folder_brings_tools_and_the_last_one_takes_them_away(space):
    talk = await reading(space)
    other = folder(talk.store, "other")
    library.attach(talk.store, talk.agent.id, other.id)
    assert tool_names(talk) == ["grep_files", "open_files", "semantic_search_files"]
    library.detach(talk.store, talk.agent.id, talk.docs.id)
    assert len(tool_names(talk)) == 3
    library.delete(talk.store, other.id)
    assert tool_names(talk) == []
    with pytest.raises(NotFound):
        library.detach(talk.store, talk.agent.id, talk.docs.id)


async def test_files_are_opened_as_long_as_there_is_room(space):
    talk = await reading(space, files={f"{n}.txt": TEXT for n in range(3)}, max_files_open=2)
    assert opened(talk) == ["docs/0.txt", "docs/1.txt"]
    put(talk.store, talk.docs, "new.txt")
    assert opened(talk) == ["docs/0.txt", "docs/1.txt"]
    talk.store.open_files.close_all(talk.agent.id)
    put(talk.store, talk.docs, "newer.txt")
    assert opened(talk) == ["docs/newer.txt"]
    put(talk.store, talk.docs, "newer.txt", "Other words", duplicates="replace")
    assert "1: Other words" in prompt(talk)


async def test_the_file_used_longest_ago_is_closed_for_another(space):
    talk = await reading(space, files={f"{n}.txt": TEXT for n in range(3)}, max_files_open=2)
    first, second, third = (known.file.id for known in talk.store.open_files.all_of(talk.agent.id))
    assert talk.store.open_files.open(talk.agent.id, first, 2) == []
    assert talk.store.open_files.open(talk.agent.id, third, 2) == ["docs/1.txt"]
    assert talk.store.open_files.open(talk.agent.id, second, 2) == ["docs/0.txt"]
    assert opened(talk) == ["docs/1.txt", "docs/2.txt"]


async def test_an_agent_that_may_open_fewer_files_closes_the_others(space):
    talk = await reading(space, files={f"{n}.txt": TEXT for n in range(3)})
    change = AgentUpdate.model_validate({"max_files_open": 1})
    await agents.update(talk.store, talk.runtime.catalog, talk.agent.id, change)
    assert opened(talk) == ["docs/2.txt"]


async def test_an_agent_knows_the_files_of_its_folders_alone(space):
    talk = await reading(space)
    secret = put(talk.store, folder(talk.store, "secret"), "plan.txt", "the secret plan TODO")
    with pytest.raises(NotFound):
        talk.store.open_files.open(talk.agent.id, secret.id, 5)
    assert "secret" not in prompt(talk)
    assert "secret" not in await answers(talk, "grep_files", pattern="TODO")
    assert "secret" not in await answers(talk, "semantic_search_files", query="secret plan todo")
    assert "no file" in await answers(talk, "open_files", file_requests=[{"file_name": "secret/plan.txt"}])


async def test_an_agent_can_be_made_and_changed_with_folders(space):
    talk = await space()
    one, two = folder(talk.store, "one"), folder(talk.store, "two")
    await talk.create(folder_ids=[one.id])
    assert talk.store.folders.of_agent(talk.agent.id) == [one]
    assert len(tool_names(talk)) == 3
    change = AgentUpdate.model_validate({"folder_ids": [two.id]})
    await agents.update(talk.store, talk.runtime.catalog, talk.agent.id, change)
    assert talk.store.folders.of_agent(talk.agent.id) == [two]
    with pytest.raises(NotFound):
        await talk.create(name="never", source_ids=["source-0"])
    assert talk.store.agents.count() == 2


# The prompt


async def test_the_prompt_shows_what_is_open_and_names_what_is_closed(space):
    talk = await reading(space, files={"hello.txt": TEXT, "other.txt": "x"})
    talk.store.open_files.close(talk.agent.id, talk.store.files.named(talk.docs.id, "other.txt").id)
    section = prompt(talk).partition("<directories>")[2].partition("</directories>")[0]
    assert (
        section.partition("\n\n")[2].strip()
        == """<file_limits>
- current_files_open=1
- max_files_open=5
</file_limits>
<directory name="docs">
<description>My docs</description>
<instructions>Read <them></instructions>
<file status="open" name="docs/hello.txt">
<metadata>
- read_only=true
- chars_current=71
- chars_limit=6400
</metadata>
<value>
[The whole file, 3 lines]
1: alpha line
2: beta line
3: gamma TODO line
</value>
</file>
<file status="closed" name="docs/other.txt">
<metadata>
- read_only=true
- chars_current=0
- chars_limit=6400
</metadata>
</file>
</directory>"""
    )


async def test_the_prompt_stays_the_same_until_something_changes(space):
    talk = await reading(space)
    before = prompt(talk)
    assert prompt(talk) == before
    talk.store.open_files.close_all(talk.agent.id)
    assert 'status="closed"' in prompt(talk)


async def test_a_folder_of_thousands_takes_little_of_the_prompt(space):
    talk = await reading(space, files={f"{n}.txt": "" for n in range(library.LISTED + 5)})
    assert "(5 more files are not listed" in prompt(talk)


# Tools


async def test_an_opened_file_is_shown_and_stays_in_view(space):
    talk = await reading(space, files={"hello.txt": TEXT, "other.txt": TEXT})
    wanted = [{"file_name": "docs/hello.txt", "offset": 1, "length": 1}]
    told = await answers(talk, "open_files", file_requests=wanted, close_all_others=True)
    assert told == "=== docs/hello.txt ===\n[Lines 2-2 of 3]\n2: beta line"
    assert "[Lines 2-2 of 3]\n2: beta line\n</value>" in prompt(talk)
    assert opened(talk) == ["docs/hello.txt"]


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ([], "between 1 and 5"),
        ([{"file_name": "docs/hello.txt"}] * 6, "between 1 and 5"),
        ([{"file_name": "docs/hello.txt", "offset": 3}], "past the last"),
        ([{"file_name": "docs/hello.txt", "offset": -1}], "greater than or equal"),
        ([{"file_name": "docs/hello.txt"}, {"file_name": "docs/none.txt"}], "no file"),
    ],
)
async def test_what_cannot_be_opened_changes_nothing(space, wanted, problem):
    talk = await reading(space, files={"hello.txt": TEXT, "other.txt": TEXT}, max_files_open=1)
    talk.store.open_files.open(talk.agent.id, talk.store.files.named(talk.docs.id, "other.txt").id, 1)
    assert problem in await answers(talk, "open_files", file_requests=wanted, close_all_others=True)
    assert opened(talk) == ["docs/other.txt"]


async def test_files_are_searched_line_by_line(space):
    talk = await reading(space, files={"hello.txt": TEXT, "notes.md": "todo\nTODO tea\n"})
    told = await answers(talk, "grep_files", pattern="TODO", context_lines=0)
    assert "=== docs/hello.txt:3 ===\n> 3: gamma TODO line" in told
    assert "=== docs/notes.md:2 ===" in told
    assert "hello" not in await answers(talk, "grep_files", pattern="(?i)todo", include=r"\.md$")
    assert "not a regular expression" in await answers(talk, "grep_files", pattern="(")


async def test_files_are_searched_for_what_they_say(space):
    talk = await reading(space, files={"tea.txt": "Tea is made of leaves.", "dog.txt": "Dogs bark at night."})
    told = await answers(talk, "semantic_search_files", query="when do dogs bark?")
    assert told == "=== docs/dog.txt (passage 1) ===\nDogs bark at night."
    assert "No passage" in await answers(talk, "semantic_search_files", query="zebra")


# Uploads


@pytest.mark.parametrize(
    ("duplicates", "names", "texts"),
    [
        ("suffix", ["a.b.txt", "a.b_(1).txt", "a.b_(2).txt"], ["0", "1", "2"]),
        ("replace", ["a.b.txt"], ["2"]),
        ("skip", ["a.b.txt"], ["0"]),
    ],
)
def test_a_name_that_is_taken_is_handled_as_asked(duplicates, names, texts):
    store = new_store()
    docs = folder(store)
    for number in range(3):
        put(store, docs, "a.b.txt", str(number), duplicates)
    files = store.files.find(docs.id, Page(order="asc"))
    assert [file.file_name for file in files] == names
    assert [store.files.text(file.id) for file in files] == texts
    with pytest.raises(Conflict):
        put(store, docs, "a.b.txt", "x", "error")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\temp\\a.txt", "a.txt"),
        ("../../a.txt", "a.txt"),
        ("a\n\x00b.txt", "ab.txt"),
        ("x" * 500 + ".txt", "x" * 196 + ".txt"),
    ],
)
def test_a_name_is_only_a_name(name, kept):
    store = new_store()
    assert put(store, folder(store), name).file_name == kept


@pytest.mark.parametrize("name", ["", "/", "..", "a/"])
def test_a_file_needs_a_name(name):
    store = new_store()
    with pytest.raises(Unprocessable):
        put(store, folder(store), name)


def test_what_is_deleted_is_found_no_more():
    store = new_store()
    docs = folder(store)
    put(store, docs)
    library.delete(store, docs.id)
    assert store.driver.execute("SELECT * FROM file_chunks") == []
    assert store.driver.execute("SELECT rowid FROM file_chunks_fts WHERE file_chunks_fts MATCH 'alpha'") == []


def test_two_folders_cannot_have_one_name():
    store = new_store()
    docs, other = folder(store), folder(store, "other")
    with pytest.raises(Conflict):
        folder(store)
    with pytest.raises(Conflict):
        store.folders.update(other.id, {"name": "docs"})
    assert store.folders.update(docs.id, {"name": "docs", "description": "mine"}).description == "mine"


# Lists and parts, against what one would count by hand

STORE = new_store()
DOCS = folder(STORE)
LONG = "".join(f"line {number} " + "x" * (number * 37 % 900) + "\n" for number in range(300)) + "y" * 3 * SIZE
LONG_ID = put(STORE, DOCS, "long.txt", LONG).id


@settings(deadline=None)
@given(
    first=st.integers(0, 320),
    count=st.none() | st.integers(1, 320),
    most=st.sampled_from([1, 5_000, 200_000]),
)
def test_lines_of_a_file_are_those_of_its_text(first, count, most):
    end = None if count is None else first + count
    lines = STORE.files.lines(LONG_ID, first, end, most)
    wanted = lines_of(LONG)[first:end]
    whole = lines == wanted
    assert whole or (lines[:-1] == wanted[: len(lines) - 1] and len("\n".join(lines)) >= most)


@pytest.mark.parametrize("first", [1, 7, 40, 90])
def test_what_stands_before_the_first_line_takes_no_room_from_the_others(first):
    """As many characters are asked for as the first pieces that are read have, of which some aren't wanted."""
    [row] = STORE.driver.execute(
        "SELECT sum(length(text)) AS n FROM file_chunks, (SELECT max(place) AS start FROM file_chunks"
        " WHERE file_id = ?1 AND first_line < ?2) WHERE file_id = ?1 AND place >= start AND place < start + 20",
        [LONG_ID, first],
    )
    assert len("\n".join(STORE.files.lines(LONG_ID, first, None, row["n"]))) >= row["n"]


ROOMS = [DOCS, *(folder(STORE, f"room {number}") for number in range(5))]
FILES = [STORE.files.get(DOCS.id, LONG_ID), *(put(STORE, ROOMS[n % 3], f"{n}.txt") for n in range(8))]


@settings(deadline=None)
@given(page=pages([room.id for room in ROOMS]), name=st.sampled_from([None, "docs", "room 3", "none"]))
def test_a_page_of_folders_is_what_counting_by_hand_gives(page, name):
    wanted = [room for room in ROOMS if name in (None, room.name)]
    assert [room.id for room in STORE.folders.find(page, name=name)] == page_of(ROOMS, wanted, page)


@settings(deadline=None)
@given(page=pages([file.id for file in FILES]), room=st.sampled_from(ROOMS))
def test_a_page_of_files_is_what_counting_by_hand_gives(page, room):
    wanted = [file for file in FILES if file.source_id == room.id]
    assert [file.id for file in STORE.files.find(room.id, page)] == page_of(FILES, wanted, page)


STORE.driver.execute(
    "INSERT INTO agents (id, name, settings, created_at, updated_at) VALUES ('a', 'a', '{}', '', '')"
)
for attached in ROOMS[:2]:
    STORE.folders.attach("a", attached.id)
KNOWN = [file for file in FILES if file.source_id in {room.id for room in ROOMS[:2]}]
for shown in KNOWN[::2]:
    STORE.open_files.open("a", shown.id, most=9)


@settings(deadline=None)
@given(page=pages([file.id for file in KNOWN]), is_open=st.sampled_from([None, True, False]))
def test_a_page_of_an_agents_files_is_what_counting_by_hand_gives(page, is_open):
    wanted = [file for place, file in enumerate(KNOWN) if is_open in (None, place % 2 == 0)]
    found = STORE.open_files.find("a", page, is_open=is_open)
    assert [known.file.id for known in found] == page_of(KNOWN, wanted, page)

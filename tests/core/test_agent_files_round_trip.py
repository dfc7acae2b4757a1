"""Whatever agents there are, they leave and arrive as the same: every field, and every byte of their file."""

import asyncio
import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm import agents, library
from lettawasm.model import Image, Text, ToolCall
from lettawasm.schemas.agents import AgentSettings
from lettawasm.schemas.approvals import Approval, ClientReturn
from lettawasm.schemas.archives import ArchiveCreate
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.folders import FolderCreate
from lettawasm.schemas.messages import ToolReturn
from lettawasm.store.table import Page

from .agent_files import exported, imported
from .conftest import Space

TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ['{"status": "OK", "message": "m", "time": "t"}', '{"status": "OK", "message": 1}', "null", "agent-0"]
)
NAME = st.text("abcäß ", min_size=1, max_size=6)
JSON = st.dictionaries(TEXT, st.none() | st.booleans() | st.integers(-9, 9) | TEXT, max_size=2)
MOMENT = st.datetimes().map(lambda moment: moment.isoformat(timespec="microseconds") + "Z")
MAYBE = st.none() | TEXT


def some(kind):
    return st.none() | kind


SETTINGS = st.fixed_dictionaries(
    {"system": TEXT},
    optional={
        "description": MAYBE,
        "metadata": some(JSON),
        "model_settings": st.just({"provider_type": "openai", "temperature": 0.5}),
        "embedding": MAYBE,
        "compaction_settings": some(JSON),
        "response_format": some(JSON),
        "tool_rules": st.lists(
            st.fixed_dictionaries(
                {"tool_name": NAME, "type": st.sampled_from(["exit_loop", "requires_approval"])}
            ),
            max_size=2,
        ),
        "message_buffer_autoclear": st.booleans(),
        "max_files_open": some(st.integers(1, 9)),
        "hidden": some(st.booleans()),
        "project_id": MAYBE,
    },
)
BLOCK = st.builds(
    BlockCreate,
    label=st.text("abcde_", min_size=1, max_size=5),
    value=TEXT,
    limit=st.integers(100, 999),
    description=MAYBE,
    read_only=st.booleans(),
    metadata=JSON,
    tags=st.lists(NAME, max_size=2),
)
PASSAGE = st.fixed_dictionaries(
    {"text": TEXT, "tags": st.lists(NAME, max_size=3), "metadata": JSON, "created_at": MOMENT}
)
CALLS = st.lists(
    st.builds(ToolCall, id=NAME, name=NAME, arguments=TEXT), max_size=3, unique_by=lambda call: call.id
)
RETURN = st.builds(
    ToolReturn,
    tool_call_id=NAME,
    name=TEXT,
    text=TEXT,
    is_error=st.booleans(),
    stderr=MAYBE,
    stdout=MAYBE,
    ran=st.booleans(),
)
VERDICT = st.builds(Approval, tool_call_id=NAME, approve=st.booleans(), reason=MAYBE) | st.builds(
    ClientReturn, tool_call_id=NAME, tool_return=TEXT, status=st.sampled_from(["success", "error"])
)
PART = st.builds(Text, TEXT) | st.builds(
    Image, st.sampled_from(["https://a.test/b.png", "data:image/png;base64,AA"])
)


@st.composite
def message(draw):
    """The role of a message, its fields, and whether it is in context."""
    role = draw(st.sampled_from(["user", "assistant", "tool", "approval", "summary", "system"]))
    calls = tuple(draw(CALLS)) if role == "assistant" else ()
    fields = {
        "content": () if role == "tool" else tuple(draw(st.lists(PART, max_size=3))),
        "reasoning": draw(TEXT),
        "tool_calls": calls,
        "waits_for": tuple(call.id for call in calls if draw(st.booleans())),
        "tool_returns": tuple(
            draw(st.lists(RETURN, min_size=1, max_size=2, unique_by=lambda r: r.tool_call_id))
        )
        if role == "tool"
        else (),
        "approvals": tuple(one.model_dump(mode="json") for one in draw(st.lists(VERDICT, max_size=2)))
        if role == "approval"
        else (),
        "name": draw(MAYBE),
        "model": draw(MAYBE),
        "sender_id": draw(MAYBE),
        "extra": draw(st.sampled_from([{}, {"reminder": True}])),
    }
    return role, fields, draw(MOMENT), draw(st.booleans()), draw(st.booleans())


@st.composite
def worlds(draw):
    """Some agents, of which some share blocks, an archive and a folder."""
    blocks = draw(st.lists(BLOCK, max_size=4, unique_by=lambda block: block.label))
    held = st.lists(st.integers(0, len(blocks) - 1), unique=True) if blocks else st.just([])
    agent = st.tuples(
        NAME, SETTINGS, st.lists(NAME, max_size=2), held, st.booleans(), st.lists(message(), max_size=5)
    )
    return blocks, draw(st.lists(PASSAGE, max_size=3)), draw(st.lists(agent, min_size=1, max_size=3))


def made(space, world):
    """The ids of a world's agents, made in a space."""
    blocks, passages, entries = world
    store = space.store
    block_ids = [store.blocks.create(block).id for block in blocks]
    archive = store.archives.create(ArchiveCreate(name="shared"))
    for passage in passages:
        fields = {**passage, "tags": tuple(passage["tags"])}
        store.archival.insert(archive.id, fields.pop("text"), **fields)
    folder = store.folders.create(FolderCreate(name="docs", description="read me"))
    for number, passage in enumerate(passages):
        store.files.add(folder.id, f"{number}.txt", "notes.txt", "text/plain", 9, passage["text"])
    return [_agent(space, archive.id, folder.id, block_ids, entry) for entry in entries]


def _agent(space, archive_id, folder_id, block_ids, entry):
    name, fields, tags, held, searches, messages = entry
    store = space.store
    config = {"model": "model", "handle": "scripted/model", "context_window": 32_000}
    new = AgentSettings.model_validate({**fields, "llm_config": config})
    agent = store.agents.create(name, new, tags)
    for number in held:
        store.blocks.attach(agent.id, block_ids[number])
    store.agents.attach_tool(agent.id, store.tools.named(["memory_insert"])["memory_insert"].id)
    if searches:
        store.archives.attach(agent.id, archive_id)
        library.attach(store, agent.id, folder_id)
    agents.recompile(store, agent)
    asked = None
    for number, (role, said, moment, has_otid, is_shown) in enumerate(messages):
        extra = said["extra"] | ({"request": asked} if asked and said["approvals"] else {})
        otid = f"otid {number}" if has_otid else None
        draft = store.recall.draft(agent.id, role, **{**said, "extra": extra}, otid=otid)
        place = (2 if role == "summary" else 3) if is_shown else 0
        stored = store.recall.append(replace(draft, created_at=moment), place)
        asked = stored.id if stored.waits_for else asked
    return agent.id


def history(space, agent_id):
    """Every message of an agent, with places in the history instead of ids."""
    found = space.store.recall.find(Page(limit=-1, order="asc"), agent_id=agent_id)
    places = {one.id: number for number, one in enumerate(found)}
    shown = [places[one] for one in space.store.recall.context_ids(agent_id)]
    return shown, [
        replace(
            one,
            id="",
            agent_id="",
            seq=0,
            tokens=0,
            content=() if one is found[0] else one.content,
            extra={key: places[value] if key == "request" else value for key, value in one.extra.items()},
        )
        for one in found
    ]


JOURNEY = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@JOURNEY
@given(worlds())
def test_agents_that_travel_make_the_same_file_again(world):
    one, two = Space(), Space()
    first = exported(one, *made(one, world))
    assert exported(two, *asyncio.run(imported(two, first))) == first


@JOURNEY
@given(worlds())
def test_agents_that_travel_keep_every_message_as_it_was(world):
    one, two = Space(), Space()
    there = made(one, world)
    here = asyncio.run(imported(two, exported(one, *there)))
    assert [history(two, agent_id) for agent_id in here] == [history(one, agent_id) for agent_id in there]


@JOURNEY
@given(worlds())
def test_agents_that_travel_without_messages_make_the_same_file_again(world):
    one, two = Space(), Space()
    first = exported(one, *made(one, world), scrub_messages=True, passages=True)
    assert all(not agent["messages"] for agent in json.loads(first)["agents"])
    here = asyncio.run(imported(two, first))
    assert exported(two, *here, scrub_messages=True, passages=True) == first


@JOURNEY
@given(worlds())
def test_a_block_that_agents_share_is_one_block_wherever_they_go(world):
    one, two = Space(), Space()
    there = made(one, world)
    here = asyncio.run(imported(two, exported(one, *there)))
    assert _sharing(two, here) == _sharing(one, there)
    assert two.store.blocks.count() == len({block for blocks in _sharing(two, here) for block in blocks})


def _sharing(space, agent_ids):
    """Which agents hold which blocks: each block under the number of its first appearance."""
    numbers: dict[str, int] = {}
    held = [[block.id for block in space.store.blocks.of_agent(agent_id)] for agent_id in agent_ids]
    return [[numbers.setdefault(block_id, len(numbers)) for block_id in ids] for ids in held]

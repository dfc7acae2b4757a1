"""A backup holds all that agents are and were, and a space that is restored from it holds the same."""

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm import conversations
from lettawasm.backup import document, gathering
from lettawasm.errors import Invalid
from lettawasm.model import ToolCall
from lettawasm.schemas.archives import ArchiveCreate
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.folders import FolderCreate
from lettawasm.schemas.policies import Policy
from lettawasm.schemas.providers import ProviderCreate
from lettawasm.schemas.turns import TurnRequest
from lettawasm.schemas.versions import Cause
from lettawasm.store.table import Page

from .backups import NOON, content, everyone, everything, restored, restored_now, written
from .conftest import Space
from .test_agent_files_round_trip import BLOCK, TEXT, made, worlds

ALL = Page(limit=-1, order="asc")
JOURNEY = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))

# What people and agents do to a space, each by a number that chooses to what.
DEEDS = st.lists(
    st.tuples(
        st.sampled_from("reword relabel delete forget rename fork say leave".split()), st.integers(0, 9), TEXT
    ),
    max_size=8,
)


def lived(space, deeds) -> None:
    for deed, number, text in deeds:
        blocks, agents = space.store.blocks.find(ALL), everyone(space)
        agent_id = agents[number % len(agents)]
        cause = Cause(
            "agent", agent_id, "run-1", "step-1", tool_call_id=f"call {number}", source="tool:memory"
        )
        with space.store.because(cause if number % 2 else Cause()):
            space.store.driver.transact(lambda: _done(space, deed, blocks, agent_id, number, text))  # noqa: B023


def _done(space, deed, blocks, agent_id, number, text) -> None:
    store = space.store
    archive = store.archives.of_agent(agent_id)
    passages = store.archival.find(archive.id, ALL) if archive else []
    match deed:
        case "reword" if blocks:
            store.blocks.update(blocks[number % len(blocks)].id, {"value": text})
        case "relabel" if blocks:
            store.blocks.update(
                blocks[number % len(blocks)].id, {"label": f"new{number}{len(text)}{text[:1].isalpha()}"}
            )
        case "delete" if blocks:
            store.blocks.delete(blocks[number % len(blocks)].id)
        case "forget" if passages:
            store.archival.delete(archive.id, passages[number % len(passages)].id)
        case "rename":
            agent = store.agents.get(agent_id)
            store.agents.update(agent_id, agent.settings, name=f"n{number}", tags=[f"t{number}"])
        case "fork":
            conversations.fork(store, store.agents.get(agent_id), message_id=None, hidden=number > 5)
        case "say":
            talks = store.conversations.find(ALL, agent_id=agent_id, with_hidden=True)
            place = talks[number % len(talks)].id if talks else "default"
            store.recall.append(store.recall.draft(agent_id, "user", conversation_id=place, name=text))
        case "leave":
            for talk in store.conversations.find(ALL, agent_id=agent_id, with_hidden=True)[:1]:
                store.recall.leave_context(agent_id, talk.id)


def told(value):
    """A backup's content, without what compiling prompts anew has added."""
    history = [past for past in value["history"] if past["kind"] != "prompt"]
    return {**value, "history": history}


def prompts(value):
    return {past["id"]: past["versions"] for past in value["history"] if past["kind"] == "prompt"}


@JOURNEY
@given(worlds(), DEEDS, st.lists(BLOCK, max_size=2))
def test_a_restored_space_makes_the_same_backup_again(world, deeds, loose) -> None:
    one, two = Space(), Space()
    made(one, world)
    for block in loose:
        one.store.blocks.create(block)
    lived(one, deeds)
    before = content(one)
    restored_now(two, written(one))
    after = content(two)
    assert told(after) == told(before)
    for name, versions in prompts(before).items():
        assert prompts(after)[name][: len(versions)] == versions
    assert list(two.store.proof.faults()) == []


@JOURNEY
@given(worlds(), DEEDS)
def test_one_agent_of_many_comes_back_as_it_was(world, deeds) -> None:
    one, two = Space(), Space()
    chosen = made(one, world)[0]
    lived(one, deeds)
    [here, *_] = restored_now(two, written(one, chosen))
    assert told(content(two, here)) == told(content(one, chosen))


async def test_every_version_comes_back_with_its_cause(space) -> None:
    one, two = (
        await space(
            ToolCall("c1", "memory_insert", '{"label": "human", "new_string": "Likes tea"}'),
            "Noted",
            tools=["memory_insert"],
        ),
        Space(),
    )
    await one.say("I like tea")
    one.store.blocks.update(one.store.blocks.labelled(one.agent.id, "human").id, {"value": "Name: Bob"})
    [here] = await restored(two, written(one, one.agent.id))
    block = two.store.blocks.labelled(here, "human")
    heads = two.store.timeline.find(Page(order="asc"), object_id=block.id)
    told = [
        (one.actor, one.agent_id, one.tool_call_id, two.store.versions.state(block.id, one.number)["value"])
        for one in heads
    ]
    assert told == [
        ("person", None, None, "Name: Ada"),
        ("agent", here, "c1", "Name: Ada\nLikes tea"),
        ("person", None, None, "Name: Bob"),
    ]
    old = one.store.timeline.find(
        Page(order="asc"), object_id=one.store.blocks.labelled(one.agent.id, "human").id
    )
    assert [head.created_at for head in heads] == [head.created_at for head in old]


async def test_what_no_agent_holds_is_in_the_backup_of_the_space(space) -> None:
    one, two = await space(), Space()
    spare = one.store.blocks.create(BlockCreate(label="spare", value="key under the mat"))
    one.store.policies.put(spare.id, Policy(drops="ask"))
    archive = one.store.archives.create(ArchiveCreate(name="old"))
    one.store.archival.insert(archive.id, "Once upon a time", tags=("tale",))
    folder = one.store.folders.create(FolderCreate(name="papers"))
    one.store.files.add(folder.id, "a.txt", "a.txt", "text/plain", 3, "tea")
    await restored(two, written(one))
    assert told(content(two)) == told(content(one))
    assert content(one, one.agent.id)["loose"] == {
        "blocks": [],
        "archives": [],
        "sources": [],
        "files": [],
        "tools": [],
        "projects": [],
    }


async def test_a_space_without_agents_has_a_backup_too() -> None:
    one, two = Space(), Space()
    one.store.blocks.create(BlockCreate(label="spare", value="key"))
    assert await restored(two, written(one)) == []
    assert content(two) == content(one)


async def test_a_conversation_goes_on_where_it_was(space) -> None:
    one, two = await space("hello", "in the fork"), Space("and on")
    await one.say("hi")
    fork = conversations.fork(one.store, one.agent, message_id=None, hidden=False)
    await (await one.runtime.send(one.agent.id, TurnRequest(input="more"), fork.id)).finished()
    [here] = await restored(two, written(one))
    [talk] = two.store.conversations.find(ALL, agent_id=here)
    await (await two.runtime.send(here, TurnRequest(input="go on"), talk.id)).finished()
    texts = [message.text for message in two.store.recall.context(here, talk.id)[1:]]
    assert texts == ["hi", "hello", "more", "in the fork", "go on", "and on"]


async def test_what_is_gone_is_told_with_the_past_of_whom_it_was(space) -> None:
    one, other = await space(), Space()
    block = one.store.blocks.labelled(one.agent.id, "human")
    with one.store.because(Cause("agent", one.agent.id)):
        archive = one.store.archives.ensure(one.agent.id, "agent")
        passage = one.store.archival.insert(archive.id, "Tea at five")
    one.store.blocks.delete(block.id)
    one.store.archival.delete(archive.id, passage.id)
    one.store.blocks.delete(one.store.blocks.create(BlockCreate(label="stranger", value="of nobody")).id)
    [here] = await restored(other, written(one, one.agent.id))
    gone = [past for past in content(other, here)["history"] if past["versions"][-1].get("state", 1) is None]
    states = [past["versions"][0]["state"] for past in gone]
    assert [past["agent_ids"] for past in gone] == [["agent-0"], ["agent-0"]]
    assert [state.get("value") or state["text"] for state in states] == ["Name: Ada", "Tea at five"]


async def test_hidden_conversations_and_their_forgotten_beginnings_come_along(space) -> None:
    one, two = await space("hello"), Space()
    await one.say("hi")
    fork = conversations.fork(one.store, one.agent, message_id=None, hidden=True)
    one.store.recall.leave_context(one.agent.id, fork.id)
    [here] = await restored(two, written(one))
    [talk] = two.store.conversations.find(ALL, agent_id=here, with_hidden=True)
    shown = two.store.recall.find(ALL, agent_id=here, conversation_id=talk.id)
    assert [message.text for message in shown if message.role != "system"] == ["hi", "hello"]
    assert [message.role for message in two.store.recall.context(here, talk.id)] == ["system"]


async def test_without_history_and_messages_only_the_present_is_told(space) -> None:
    one = await space("hello")
    await one.say("hi")
    value = content(one, one.agent.id, with_history=False, with_messages=False)
    assert (value["history"], value["conversations"], value["agent_file"]["agents"][0]["messages"]) == (
        [],
        [],
        [],
    )
    assert [block["value"] for block in value["agent_file"]["blocks"]] == ["Name: Ada", "Kind."]


async def test_secrets_stay_at_home(space) -> None:
    one = await space(secrets={"KEY": "hunter2"})
    one.store.providers.create(
        ProviderCreate(name="mine", provider_type="openai", base_url="http://a.test/v1")
    )
    assert b"hunter2" not in written(one) and b"a.test" not in written(one)


# Files that were damaged, or made to do harm


@pytest.fixture(scope="module")
def backup() -> bytes:
    space = Space("Hello Ada")
    asyncio.run(space.create())
    asyncio.run(space.say("hi"))
    space.store.archival.insert(
        space.store.archives.ensure(space.agent.id, "a").id, "Tea at five", tags=("tea",)
    )
    return written(space)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_flipped_byte_is_found_or_changes_nothing(backup: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(backup) - 1))
    flipped = bytearray(backup)
    flipped[place] ^= data.draw(st.integers(1, 255))
    try:
        found = document.parse(bytes(flipped))
    except Invalid:
        return
    assert found.content == document.parse(backup).content


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_refused(backup: bytes, share: float) -> None:
    with pytest.raises(Invalid, match="damaged"):
        document.parse(backup[: int(len(backup) * share)])


def _agent(value):
    return value["agent_file"]["agents"][0]


def _past(value, kind):
    return next(past for past in value["history"] if past["kind"] == kind)


HOSTILE = {
    "an agent file that is none": lambda v: v.update(agent_file=[]),
    "a label that is markup": lambda v: v["agent_file"]["blocks"][0].update(label="<b>"),
    "a history of a state that can't be": lambda v: _past(v, "block")["versions"][0]["state"].update(
        label="a b"
    ),
    "a history of a state of the wrong form": lambda v: _past(v, "agent")["versions"][0]["state"].pop(
        "tools"
    ),
    "a change of nothing": lambda v: _past(v, "block")["versions"].insert(
        0, {"created_at": NOON, "cause": {}, "changes": {}}
    ),
    "a history without a time": lambda v: _past(v, "block")["versions"][0].update(created_at="then"),
    "a stranger as the cause": lambda v: _past(v, "block")["versions"][0]["cause"].update(actor="ghost"),
    "a block that has an agent's history": lambda v: _past(v, "block").update(id="agent-7"),
    "two histories of one thing": lambda v: v["history"].append(_past(v, "block")),
    "a name that leads elsewhere": lambda v: v["loose"]["blocks"].append(
        {"id": "../x", "label": "a", "value": "b"}
    ),
    "a name that is used twice": lambda v: v["loose"]["blocks"].append(
        {"id": "block-0", "label": "a", "value": "b"}
    ),
    "a conversation of nobody": lambda v: v["conversations"].append(
        {"id": "conv-0", "agent_id": "agent-9", "settings": {}, "created_at": NOON}
    ),
    "a conversation that begins with nothing": lambda v: v["conversations"].append(
        {
            "id": "conv-0",
            "agent_id": "agent-0",
            "settings": {},
            "created_at": NOON,
            "shared": ["agent-0 message-99"],
        }
    ),
    "a file without a folder": lambda v: v["loose"]["files"].append(
        {"id": "file-0", "source_id": "source-7", "file_name": "a.txt", "content": "a"}
    ),
    "a message that is no object": lambda v: _agent(v)["messages"].append("hi"),
    "half a character": lambda v: v["agent_file"]["blocks"][0].update(value="\ud83d"),
    "lists for objects": lambda v: v.update(history={}, loose=[], conversations=7),
}


@pytest.mark.parametrize("harm", HOSTILE)
async def test_what_could_do_harm_is_refused_and_changes_nothing(backup: bytes, harm: str) -> None:
    space = Space()
    before = everything(space)
    value = json.loads(backup)["content"]
    HOSTILE[harm](value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    with pytest.raises(Invalid):
        await restored(space, _signed(text))
    assert everything(space) == before


def _signed(body: str) -> bytes:
    from hashlib import sha256

    data = body.encode("utf-8", "surrogatepass")
    return b'{"lettawasm_backup": 1, "made_at": "", "sha256": "%s", "content": %s}' % (
        sha256(data).hexdigest().encode(),
        data,
    )


@pytest.mark.parametrize("share", [0, 0.25, 0.5, 0.75, 1])
async def test_a_restore_that_fails_at_any_statement_has_changed_nothing(backup: bytes, share: float) -> None:
    """At the first, the last, and some between."""
    whole, space = Space(), Space()
    count = Strict(whole)
    await restored(whole, backup)
    before = everything(space)
    strict = Strict(space, most=int((count.seen - 1) * share))
    with pytest.raises(OSError):
        await restored(space, backup)
    strict.most = None
    assert everything(space) == before


class Strict:
    """Counts a space's statements, and lets no more than `most` through."""

    def __init__(self, space, most: int | None = None) -> None:
        self.seen, self.most = 0, most
        driver = space.store.driver._driver
        execute = driver.execute

        def counting(sql, params=()):
            if self.most is not None and self.seen >= self.most:
                raise OSError("the disk is full")
            self.seen += 1
            return execute(sql, params)

        driver.execute = counting


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"lettawasm_backup": 2}', b"[" * 5_000, b"\xff\xfe"])
def test_what_is_no_backup_is_told_so(text: bytes) -> None:
    with pytest.raises(Invalid):
        document.parse(text)


def test_many_messages_are_gathered_in_one_pass() -> None:
    space = Space()
    asyncio.run(space.create())
    for number in range(300):
        space.store.recall.append(space.store.recall.draft(space.agent.id, "user", name=str(number)))
    count = Strict(space)
    gathering.gather(space.store, gathering.Wanted(space.agent.id))
    assert count.seen < 60

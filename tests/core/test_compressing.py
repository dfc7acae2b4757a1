"""Blocks that get shorter: nothing is lost, nobody waits for it, and whoever edits meanwhile wins."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.compressing.block import compress
from lettawasm.errors import Conflict, Invalid, NotFound
from lettawasm.memory.shortening import pointer
from lettawasm.model import Failed
from lettawasm.ports import Driver, Row
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.compaction import CompactionSettings
from lettawasm.schemas.policies import CompressionRequest, CompressionResponse, Policy
from lettawasm.schemas.versions import Cause
from lettawasm.store.table import Page
from lettawasm.testing import ScriptedProvider

from .cast import Cast, call
from .conftest import Space
from .test_policies import memory_of
from .test_tool_approvals import answer, approve

STRATEGIES = ["truncate", "archive", "summarize"]
WORDS = st.sampled_from("abc \n茶é😀")
LINES = "\n".join(f"Fact {number}: Ada has guest{number}" for number in range(20))
SUMMARY = "Fact 0 to 19: Ada has guest0, guest1, guest2, guest3, guest4, guest5"
BY_HAND = {"compression": {"strategy": None}}


@pytest.fixture
def filled(space):
    """A space whose agent has a block `human` that is nearly full."""

    async def make(*script: Any, value: str = LINES, limit: int = 560, **policy: Any) -> Space:
        block = {"label": "human", "value": value, "limit": limit}
        talk = await space(*script, memory_blocks=[block])
        talk.store.policies.put(block_of(talk).id, Policy.model_validate(policy))
        return talk

    return make


def block_of(talk: Space) -> Any:
    return talk.store.blocks.labelled(talk.agent.id, "human")


async def compressed(talk: Space, **wanted: Any) -> CompressionResponse:
    request = CompressionRequest.model_validate(wanted)
    return await compress(talk.store, talk.runtime.catalog, block_of(talk).id, request)


def passages(talk: Space) -> list[str]:
    archive = talk.store.archives.of_agent(talk.agent.id)
    page = Page(limit=1_000, order="asc")
    return [one.text for one in talk.store.archival.find(archive.id, page)] if archive else []


def newest(talk: Space) -> Any:
    return talk.store.timeline.find(Page(limit=1), object_id=block_of(talk).id)[0]


async def quiet(talk: Space) -> None:
    while talk.runtime._tasks:
        await asyncio.gather(*talk.runtime._tasks)


def insert(text: str) -> Any:
    return call("memory_insert", label="human", new_string=text)


# On request


async def test_the_oldest_lines_go_to_the_archive_where_they_are_found(filled):
    talk = await filled()
    told = await compressed(talk)
    assert told.strategy == "archive"
    assert told.value == talk.block()
    assert talk.block().startswith("[Older lines are in archival memory, tagged 'human'.]\nFact ")
    assert len(talk.block()) <= 280
    assert told.archived == passages(talk)
    assert set(LINES.split("\n")) == {*passages(talk)[0].split("\n"), *talk.block().split("\n")[1:]}
    page = talk.store.archival.find(talk.store.archives.of_agent(talk.agent.id).id, Page())
    assert [one.tags for one in page] == [["human"]]


async def test_cut_off_lines_are_in_the_old_version_alone(filled):
    talk = await filled(compression={"strategy": "truncate", "to": 0.25})
    before = newest(talk).number
    told = await compressed(talk)
    assert (told.strategy, told.archived, passages(talk)) == ("truncate", [], [])
    assert LINES.endswith(f"\n{talk.block()}")
    assert 0 < len(talk.block()) <= 140
    assert talk.store.versions.state(block_of(talk).id, before)["value"] == LINES


async def test_a_model_sums_up(filled):
    talk = await filled(SUMMARY)
    told = await compressed(talk, strategy="summarize")
    assert (told.strategy, talk.block(), passages(talk)) == ("summarize", SUMMARY, [])
    asked = talk.model.requests[-1]
    assert "at most 224 characters" in asked.messages[0].text
    assert LINES in asked.messages[-1].text


@pytest.mark.parametrize(
    "reply",
    [
        Failed("unreachable", "No."),
        RuntimeError("a bug"),
        "",
        LINES,
        SUMMARY * 6,
        "ok",
        "I can't do that, but here is a poem about the sea and its waves.",
        call("memory_insert", label="human", new_string="x"),
    ],
    ids=[
        "fails",
        "raises",
        "is silent",
        "repeats",
        "is too long",
        "says ok",
        "says something else",
        "calls a tool",
    ],
)
async def test_where_a_model_sums_nothing_up_the_archive_serves(filled, reply):
    talk = await filled(reply)
    told = await compressed(talk, strategy="summarize")
    assert told.strategy == "archive"
    assert set(LINES.split("\n")) <= {*talk.block().split("\n"), *passages(talk)[0].split("\n")}


async def test_a_block_that_is_too_long_for_the_model_is_not_shown_to_it(filled):
    text = "\n".join(f"Fact {number}: word word word" for number in range(9_000))
    talk = await filled(SUMMARY, value=text, limit=300_000)
    assert (await compressed(talk, strategy="summarize")).strategy == "archive"
    assert talk.model.requests == []


async def test_the_model_that_writes_summaries_of_conversations_writes_these(space):
    talk = await space("ok", SUMMARY, memory_blocks=[{"label": "human", "value": LINES, "limit": 600}])
    other = ScriptedProvider(SUMMARY)
    talk.runtime.host.providers["other"] = other
    chosen = CompactionSettings(model="other/model").model_dump(mode="json", exclude_unset=True)
    changed = talk.agent.settings.model_copy(update={"compaction_settings": chosen})
    talk.store.agents.update(talk.agent.id, changed)
    assert (await compressed(talk, strategy="summarize")).strategy == "summarize"
    assert (len(other.requests), len(talk.model.requests)) == (1, 0)


async def test_a_dry_run_changes_nothing(filled):
    talk = await filled()
    versions = talk.store.driver.execute("SELECT count(*) AS n FROM versions")
    told = await compressed(talk, dry_run=True)
    assert told.dry_run
    assert (talk.block(), passages(talk)) == (LINES, [])
    assert talk.store.driver.execute("SELECT count(*) AS n FROM versions") == versions
    done = await compressed(talk)
    assert done == told.model_copy(update={"dry_run": False})


async def test_what_is_short_enough_stays_as_it_is(filled):
    talk = await filled(value="Name: Ada")
    told = await compressed(talk)
    assert (told.strategy, told.value, talk.block()) == (None, "Name: Ada", "Name: Ada")


async def test_its_cause_is_told_and_the_old_text_comes_back(filled):
    talk = await filled()
    before = newest(talk).number
    await compressed(talk)
    version = newest(talk)
    source = f"block:{block_of(talk).id}"
    assert (version.actor, version.origin, version.source) == ("compaction", "memory", source)
    assert talk.store.versions.state(block_of(talk).id, before)["value"] == LINES


async def test_the_prompt_of_the_next_turn_shows_the_new_text(filled):
    talk = await filled("Hi")
    await compressed(talk)
    await talk.say("hello")
    assert talk.block() in talk.model.requests[-1].messages[0].text
    assert "Fact 0:" not in talk.model.requests[-1].messages[0].text


async def test_a_read_only_block_is_compressed_when_a_person_asks(filled):
    talk = await filled()
    talk.store.blocks.update(block_of(talk).id, {"read_only": True})
    assert (await compressed(talk)).strategy == "archive"


async def test_the_oldest_agent_that_holds_a_block_keeps_its_lines(filled):
    talk = await filled()
    first, block = talk.agent, block_of(talk)
    second = await talk.create(memory_blocks=[], block_ids=[block.id])
    await compressed(talk)
    assert talk.store.archives.of_agent(second.id) is None
    talk.agent = first
    assert passages(talk) != []


async def test_an_agent_can_be_named(filled):
    talk = await filled()
    block = block_of(talk)
    second = await talk.create(memory_blocks=[], block_ids=[block.id])
    await compressed(talk, agent_id=second.id)
    assert passages(talk) != []


async def test_only_an_agent_that_holds_the_block_serves(filled):
    talk = await filled()
    block = talk.store.blocks.create(BlockCreate(label="loose", value=LINES, limit=600))
    wanted = CompressionRequest(agent_id=talk.agent.id)
    with pytest.raises(Invalid, match="doesn't hold"):
        await compress(talk.store, talk.runtime.catalog, block.id, wanted)
    with pytest.raises(Invalid, match="No agent holds this block"):
        await compress(talk.store, talk.runtime.catalog, block.id, CompressionRequest())
    with pytest.raises(NotFound):
        await compressed(talk, agent_id="agent-nope")
    told = await compress(talk.store, talk.runtime.catalog, block.id, CompressionRequest(strategy="truncate"))
    assert told.strategy == "truncate"


async def test_who_edits_while_the_summary_is_written_wins(filled):
    talk = await filled(SUMMARY)
    talk.model.held = asyncio.Event()
    asking = asyncio.ensure_future(compressed(talk, strategy="summarize"))
    while not talk.model.requests:
        await asyncio.sleep(0)
    talk.store.blocks.update(block_of(talk).id, {"value": f"{LINES}\nnew"})
    talk.model.held.set()
    with pytest.raises(Conflict, match="Nothing was compressed"):
        await asking
    assert (talk.block(), passages(talk)) == (f"{LINES}\nnew", [])


async def test_a_block_that_is_deleted_meanwhile_stays_deleted(filled):
    talk = await filled(SUMMARY)
    talk.model.held, block = asyncio.Event(), block_of(talk)
    asking = asyncio.ensure_future(compressed(talk, strategy="summarize"))
    while not talk.model.requests:
        await asyncio.sleep(0)
    talk.store.blocks.delete(block.id)
    talk.model.held.set()
    with pytest.raises(NotFound):
        await asking


@pytest.mark.parametrize("strategy", ["truncate", "archive"])
async def test_a_text_that_can_not_be_cut_stays(filled, strategy):
    talk = await filled(value="x" * 90, limit=100, compression={"strategy": strategy})
    with pytest.raises(Invalid, match="no place where it could be cut"):
        await compressed(talk)
    assert (talk.block(), passages(talk)) == ("x" * 90, [])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["person", "agent", *STRATEGIES]), st.text(WORDS, max_size=300)), max_size=8
    )
)
def test_whatever_is_edited_and_compressed_every_earlier_text_is_still_known(deeds):
    asyncio.run(edit_and_compress(deeds))


async def edit_and_compress(deeds: list[tuple[str, str]]) -> None:
    talk = Space()
    await talk.create(memory_blocks=[{"label": "human", "value": "", "limit": 400}])
    block_id, texts = block_of(talk).id, [""]
    for deed, text in deeds:
        if deed in STRATEGIES:
            talk.model.script[:] = [text]
            before, known = talk.block(), passages(talk)
            with suppress(Invalid):
                told = await compressed(talk, strategy=deed)
                assert len(talk.block()) <= max(200, 0 if told.strategy else 400)
                if told.strategy == "archive":
                    new = "".join(passages(talk)[len(known) :])
                    assert "".join(f"{new}{own(talk)}".split()) == "".join(without_pointer(before).split())
        else:
            with talk.store.because(Cause(deed, talk.agent.id)):
                talk.store.blocks.update(block_id, {"value": text})
        if talk.block() != texts[-1]:
            texts.append(talk.block())
    states = [talk.store.versions.state(block_id, number + 1) for number in range(len(texts))]
    assert [state["value"] for state in states] == texts
    assert list(talk.store.proof.faults()) == []


def own(talk: Space) -> str:
    return without_pointer(talk.block())


def without_pointer(text: str) -> str:
    return text.removeprefix(pointer("human"))


class Breaking:
    """A driver that fails at one of its statements."""

    def __init__(self, driver: Driver, at: int) -> None:
        self.driver, self.left = driver, at

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        self.left -= 1
        if self.left < 0:
            raise OSError("the disk is full")
        return self.driver.execute(sql, params)

    def transact(self, work: Callable[[], Any]) -> Any:
        return self.driver.transact(work)


@pytest.mark.parametrize("strategy", STRATEGIES)
async def test_whatever_statement_fails_all_of_it_is_done_or_nothing(filled, strategy):
    talk = await filled(*[SUMMARY] * 200)
    driver, before, tries = talk.store.driver._driver, memory_of(talk), 0
    while memory_of(talk) == before:
        talk.store.driver._driver = Breaking(driver, tries)
        with suppress(OSError):
            await compressed(talk, strategy=strategy)
        talk.store.driver._driver = driver
        tries += 1
    assert tries > 8
    assert talk.block() != LINES
    assert list(talk.store.proof.faults()) == []


# By itself


async def test_a_block_that_an_agent_has_filled_gets_shorter_after_the_turn(filled):
    talk = await filled(insert("Likes tea"), "Noted")
    await talk.say("I like tea")
    await quiet(talk)
    assert talk.block().startswith("[Older lines")
    assert talk.block().endswith("Likes tea")
    assert newest(talk).actor == "compaction"
    assert passages(talk)[0].startswith("Fact 0:")


async def test_what_a_person_wrote_stays_however_long(filled):
    talk = await filled("Hi")
    await talk.say("hello")
    await quiet(talk)
    assert talk.block() == LINES


async def test_what_a_person_restored_stays(filled):
    talk = await filled(insert("Likes tea"), "Noted", "Hi")
    await talk.say("I like tea")
    await quiet(talk)
    talk.store.blocks.update(block_of(talk).id, {"value": LINES})
    await talk.say("hello")
    await quiet(talk)
    assert talk.block() == LINES


async def test_below_the_share_nothing_happens(filled):
    talk = await filled(insert("Likes tea"), "Noted", limit=2_000)
    await talk.say("I like tea")
    await quiet(talk)
    assert talk.block() == f"{LINES}\nLikes tea"


@pytest.mark.parametrize(
    "policy",
    [{"compression": {"strategy": None}}, {"compression": {"at": 1.0}}],
    ids=["by hand", "when full"],
)
async def test_the_policy_says_when(filled, policy):
    talk = await filled(insert("Likes tea"), "Noted", limit=800, **policy)
    await talk.say("I like tea")
    await quiet(talk)
    assert talk.block() == f"{LINES}\nLikes tea"


async def test_a_read_only_block_never_does_it_by_itself(filled):
    talk = await filled("Hi")
    with talk.store.because(Cause("agent", talk.agent.id)):
        talk.store.blocks.update(block_of(talk).id, {"value": f"{LINES}\nnew", "read_only": True})
    await talk.say("hello")
    await quiet(talk)
    assert talk.block() == f"{LINES}\nnew"


async def test_while_a_turn_waits_for_a_person_nothing_happens(filled):
    talk = await filled(insert("Fact 3: Ada has guest3"), "Done", repeats="ask")
    with talk.store.because(Cause("agent", talk.agent.id)):
        talk.store.blocks.update(block_of(talk).id, {"description": "Hers"})
    assert (await talk.say("go")).reason == "requires_approval"
    await quiet(talk)
    assert talk.block() == LINES
    await answer(talk, approve("call"))
    await quiet(talk)
    assert talk.block().startswith("[Older lines")


async def test_the_next_turn_does_not_wait_for_a_summary_and_its_edit_wins(filled):
    talk = await filled(insert("Likes tea"), "Noted", compression={"strategy": "summarize"})
    writer = ScriptedProvider(SUMMARY)
    writer.held = asyncio.Event()
    talk.runtime.host.providers["writer"] = writer
    chosen = CompactionSettings(model="writer/model").model_dump(mode="json", exclude_unset=True)
    changed = talk.agent.settings.model_copy(update={"compaction_settings": chosen})
    talk.store.agents.update(talk.agent.id, changed)
    await talk.say("I like tea")
    while not writer.requests:
        await asyncio.sleep(0)
    talk.model.script[:] = [insert("Has a cat"), "Noted"]
    assert (await talk.say("I have a cat")).reason == "end_turn"
    writer.held.set()
    await quiet(talk)
    assert talk.block() == f"{LINES}\nLikes tea\nHas a cat"
    assert len(writer.requests) == 1


async def test_the_lines_that_a_companion_moves_stay_with_the_agent():
    cast = await Cast.of(ann=[], companion=[call("memory_insert", label="human", new_string="Likes tea")])
    store = cast.runtime.store
    block = store.blocks.create(BlockCreate(label="human", value=LINES, limit=600))
    for name in ("ann", "companion"):
        store.blocks.attach(cast.id(name), block.id)
    await cast.say("companion")
    await cast.quiet()
    assert store.blocks.get(block.id).value.startswith("[Older lines")
    assert store.archives.of_agent(cast.id("ann")) is not None
    assert store.archives.of_agent(cast.id("companion")) is None

"""Groups: each agent hears what the others said, whoever leads."""

import asyncio
from typing import Any

import pytest

from lettawasm.errors import Busy, Invalid, NotFound, NotOffered
from lettawasm.events import Stopped, Stored
from lettawasm.groups import making
from lettawasm.live import LiveRun
from lettawasm.model import Failed
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.groups import Group, GroupCreate, GroupUpdate
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page

from .cast import Cast, call


def group(cast: Cast, *names: str, **fields: Any) -> Group:
    new = {"agent_ids": [cast.id(name) for name in names], "description": "A choir", **fields}
    return making.create(cast.runtime.store, GroupCreate.model_validate(new))


async def begin(cast: Cast, to: Group, text: str, **fields: Any) -> LiveRun:
    return await cast.runtime.rounds.send(to.id, TurnRequest.model_validate({"input": text, **fields}))


async def say(cast: Cast, to: Group, text: str, **fields: Any) -> LiveRun:
    """Tell a group something, and wait until everybody has answered."""
    live = await begin(cast, to, text, **fields)
    await live.finished()
    await cast.quiet()
    return live


def told(live: LiveRun) -> list[tuple[str | None, str]]:
    """Who said what."""
    return [(e.message.name, e.message.text) for e in live.events if isinstance(e, Stored)]


def conversation(cast: Cast, of: Group) -> list[tuple[str, str]]:
    found = cast.runtime.store.groups.messages(of.id, Page(limit=100, order="asc"))
    return [(message.role, message.text) for message in found]


# -- round robin ---------------------------------------------------------------------------------------


async def test_each_agent_answers_once_and_hears_who_spoke_before() -> None:
    cast = await Cast.of(ann=["I say tea."], bob=["I say cake."])
    live = await say(cast, group(cast, "ann", "bob"), "What shall we have?")
    assert told(live) == [("ann", "I say tea."), ("bob", "I say cake.")]
    assert cast.heard("ann") == ["What shall we have?"]
    first, second = cast.heard("bob")
    assert (first, second.endswith("I say tea."), "ann" in second) == ("What shall we have?", True, True)


async def test_in_the_next_round_only_what_is_new_is_heard() -> None:
    cast = await Cast.of(ann=["One.", "Three."], bob=["Two.", "Four."])
    choir = group(cast, "ann", "bob")
    await say(cast, choir, "First?")
    await say(cast, choir, "Second?")
    assert [text.split("\n")[-1] for text in cast.heard("ann")] == ["First?", "Two.", "Second?"]
    assert [text.split("\n")[-1] for text in cast.heard("bob")] == ["First?", "One.", "Second?", "Three."]


async def test_a_groups_conversation_has_each_message_once() -> None:
    cast = await Cast.of(ann=["One.", "Three."], bob=["Two.", "Four."])
    choir = group(cast, "ann", "bob")
    await say(cast, choir, "First?")
    await say(cast, choir, "Second?")
    assert conversation(cast, choir) == [
        *[("user", "First?"), ("assistant", "One."), ("assistant", "Two.")],
        *[("user", "Second?"), ("assistant", "Three."), ("assistant", "Four.")],
    ]
    cast.runtime.store.groups.forget(choir.id)
    assert conversation(cast, choir) == []
    assert cast.history("ann")[-1].text == "Three."


async def test_max_turns_says_how_often_somebody_speaks() -> None:
    cast = await Cast.of(ann=["a", "A"], bob=["b"])
    choir = group(cast, "ann", "bob", manager_config={"manager_type": "round_robin", "max_turns": 3})
    live = await say(cast, choir, "Go")
    assert told(live) == [("ann", "a"), ("bob", "b"), ("ann", "A")]
    stopped = live.events[-1]
    assert isinstance(stopped, Stopped)
    assert (stopped.steps, stopped.usage.completion_tokens) == (3, 15)


async def test_a_round_ends_with_the_first_that_fails() -> None:
    cast = await Cast.of(ann=["Fine."], bob=[Failed("server_error", "It broke.")], cid=["never"])
    live = await say(cast, group(cast, "ann", "bob", "cid"), "Go")
    assert told(live) == [("ann", "Fine.")]
    assert [type(event) for event in live.events].count(Stopped) == 1
    assert (await live.finished()).reason == "llm_api_error"
    assert cast.history("cid") == []


async def test_a_round_ends_when_an_agent_is_gone() -> None:
    cast = await Cast.of(ann=["Fine."], bob=["never"])
    held = cast.hold("ann")
    live = await begin(cast, group(cast, "ann", "bob"), "Go")
    cast.runtime.delete_agent(cast.id("bob"))
    held.set()
    assert (await live.finished()).reason == "error"


async def test_a_group_answers_one_message_at_a_time() -> None:
    cast = await Cast.of(ann=["a"], bob=["b"])
    choir = group(cast, "ann", "bob")
    held = cast.hold("bob")
    live = await begin(cast, choir, "Go")
    while not cast.part("bob").requests:
        await asyncio.sleep(0)
    with pytest.raises(Busy):
        await begin(cast, choir, "Again")
    held.set()
    await live.finished()
    await (await begin(cast, choir, "Again")).finished()


async def test_the_same_message_sent_again_is_the_same_round() -> None:
    cast = await Cast.of(ann=["a"], bob=["b"])
    choir = group(cast, "ann", "bob")
    held = cast.hold("ann")
    live = await begin(cast, choir, "Go", otid="once")
    assert await begin(cast, choir, "Go", otid="once") is live
    held.set()
    await live.finished()
    await say(cast, choir, "Go", otid="once")
    assert (cast.heard("ann"), len(cast.heard("bob"))) == (["Go"], 2)


async def test_an_empty_group_has_nobody_to_answer() -> None:
    cast = await Cast.of(ann=[])
    with pytest.raises(Invalid, match="no agents"):
        await begin(cast, group(cast), "Hello?")


# -- supervisor ----------------------------------------------------------------------------------------


async def test_a_supervisor_asks_its_group_and_answers_for_it() -> None:
    cast = await Cast.of(sue=[], ann=["Tea."], bob=["Cake."])
    lead = {"manager_type": "supervisor", "manager_agent_id": cast.id("sue")}
    choir = group(cast, "ann", "bob", manager_config=lead)
    cast.part("sue").script += [
        call("send_message_to_all_agents_in_group", message="What?"),
        "Tea and cake.",
    ]
    live = await say(cast, choir, "What shall we have?")
    assert live.agent_id == cast.id("sue")
    [returned] = cast.returns("sue")
    assert returned == (
        f'[{{"agent_id": "{cast.id("ann")}", "reply": "Tea."}},'
        f' {{"agent_id": "{cast.id("bob")}", "reply": "Cake."}}]'
    )
    assert [text for _, text in conversation(cast, choir) if text][-1] == "Tea and cake."


async def test_who_manages_no_group_can_not_address_one() -> None:
    cast = await Cast.of(ann=[])
    await cast.engage("ann", tools=["send_message_to_all_agents_in_group"])
    cast.part("ann").script += [call("send_message_to_all_agents_in_group", message="Hi"), "Oh."]
    await cast.say("ann")
    assert "manage no group" in cast.returns("ann")[0]


# -- what a group is -----------------------------------------------------------------------------------


async def test_a_groups_blocks_are_shared_by_its_agents() -> None:
    cast = await Cast.of(ann=[], bob=[])
    store = cast.runtime.store
    block = store.blocks.create(BlockCreate(label="plan", value="None yet."))
    group(cast, "ann", "bob", shared_block_ids=[block.id])
    assert [store.blocks.labelled(cast.id(name), "plan").id for name in ("ann", "bob")] == [block.id] * 2


async def test_a_group_is_changed_in_what_is_named_alone() -> None:
    cast = await Cast.of(ann=[], bob=[])
    lead = {"manager_type": "round_robin", "max_turns": 7}
    choir = group(cast, "ann", manager_config=lead)
    store = cast.runtime.store
    update = GroupUpdate.model_validate({"agent_ids": [cast.id("bob"), cast.id("ann")]})
    changed = making.update(store, choir.id, update)
    assert changed == choir.model_copy(update={"agent_ids": [cast.id("bob"), cast.id("ann")]})
    update = GroupUpdate.model_validate(
        {"manager_config": {"manager_type": "supervisor", "manager_agent_id": cast.id("ann")}}
    )
    led = making.update(store, choir.id, update)
    assert (led.manager_type, led.manager_agent_id, led.max_turns) == ("supervisor", cast.id("ann"), None)


async def test_a_group_of_nobody_known_is_refused_and_leaves_nothing() -> None:
    cast = await Cast.of(ann=[])
    store = cast.runtime.store
    unknown = cast.id("ann").replace("0", "1")
    for fields in (
        {"agent_ids": [unknown]},
        {"agent_ids": [], "shared_block_ids": ["block-x"]},
        {"agent_ids": [], "manager_config": {"manager_type": "supervisor", "manager_agent_id": unknown}},
    ):
        new = GroupCreate.model_validate({"description": "x", **fields})
        with pytest.raises(NotFound):
            store.driver.transact(lambda new=new: making.create(store, new))
    assert store.groups.count() == 0


@pytest.mark.parametrize("manager", ["dynamic", "voice_sleeptime", "swarm"])
async def test_other_managers_are_declined_in_words(manager: str) -> None:
    cast = await Cast.of(ann=[])
    with pytest.raises(NotOffered, match="round_robin, supervisor or sleeptime"):
        group(cast, "ann", manager_config={"manager_type": manager, "manager_agent_id": cast.id("ann")})


async def test_a_group_goes_with_its_manager_but_not_with_a_member() -> None:
    cast = await Cast.of(sue=[], ann=[], bob=[])
    lead = {"manager_type": "supervisor", "manager_agent_id": cast.id("sue")}
    choir = group(cast, "ann", "bob", manager_config=lead)
    cast.runtime.delete_agent(cast.id("ann"))
    assert cast.runtime.store.groups.get(choir.id).agent_ids == [cast.id("bob")]
    cast.runtime.delete_agent(cast.id("sue"))
    assert cast.runtime.store.groups.count() == 0
    assert cast.runtime.store.agents.get(cast.id("bob")).name == "bob"


async def test_a_group_that_is_deleted_while_it_speaks_does_not_silence_its_agents() -> None:
    cast = await Cast.of(sue=["Fine."])
    lead = {"manager_type": "supervisor", "manager_agent_id": cast.id("sue")}
    choir = group(cast, manager_config=lead)
    held = cast.hold("sue")
    live = await begin(cast, choir, "Go")
    cast.runtime.store.groups.delete(choir.id)
    held.set()
    assert (await live.finished()).reason == "end_turn"
    await cast.quiet()

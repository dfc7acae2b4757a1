"""Sleep time: another agent tends an agent's memory, in the background, and never in its way."""

import asyncio
from typing import Any

import pytest

from lettawasm.groups import sleeptime
from lettawasm.model import ToolCall
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.conversations import ConversationSettings
from lettawasm.schemas.groups import Group, GroupSettings
from lettawasm.schemas.turns import TurnRequest
from lettawasm.schemas.widgets import SharedMemory, WidgetTokenCreate
from lettawasm.store.table import Page
from lettawasm.testing import Line

from .cast import Cast, call

TEA = call("memory_insert", label="human", new_string="Likes tea")
DONE = call("memory_finish_edits", "done")


class Night(Cast):
    """`ann`, who talks, and her companion, who has another model so that each reads a script of its own."""

    @classmethod
    async def with_scripts(cls, ann: list[Line], companion: list[Line], every: int = 1) -> "Night":
        night = cls(ann=ann, companion=companion)
        blocks = [{"label": "human", "value": "Name: Ada"}]
        await night.engage("ann", memory_blocks=blocks, enable_sleeptime=True)
        store = night.runtime.store
        store.driver.transact(lambda: sleeptime.enable(store, night.agents["ann"]))
        [companion_id] = night.group().agent_ids
        made = store.agents.get(companion_id)
        config = made.settings.llm_config.model_copy(
            update={"model": "companion", "handle": "scripted/companion"}
        )
        store.agents.update(companion_id, made.settings.model_copy(update={"llm_config": config}))
        night.agents["companion"] = store.agents.get(companion_id)
        store.groups.update(night.group().model_copy(update={"sleeptime_agent_frequency": every}))
        return night

    def group(self) -> Group:
        found = self.runtime.store.groups.managed_by(self.id("ann"))
        assert found is not None
        return found

    def block(self, label: str = "human") -> str:
        return str(self.runtime.store.blocks.labelled(self.id("ann"), label).value)

    async def day(self, text: str) -> None:
        """One turn of ann, and the night after it."""
        await self.say("ann", text)
        await self.quiet()


async def test_the_companion_edits_the_agents_own_blocks() -> None:
    night = await Night.with_scripts(["I see."], [TEA, DONE])
    await night.day("I like tea.")
    assert night.block() == "Name: Ada\nLikes tea"
    await night.say("ann", "And now?")
    assert "Likes tea" in night.part("ann").requests[-1].messages[0].text


async def test_it_is_handed_what_was_said_since_it_last_looked() -> None:
    night = await Night.with_scripts(["I see.", "Indeed."], [DONE, DONE])
    await night.day("I like tea.")
    await night.day("And cake.")
    first, second = night.heard("companion")
    assert "Person: I like tea.\n\nann: I see." in first
    assert "tea" not in second
    assert "Person: And cake.\n\nann: Indeed." in second


@pytest.mark.parametrize("memory", ["none", "shared"])
async def test_it_is_handed_what_visitors_said_only_where_they_share_the_memory(memory: SharedMemory) -> None:
    night = await Night.with_scripts(["Hi.", "I see."], [DONE, DONE])
    store, agent = night.runtime.store, night.id("ann")
    wish = WidgetTokenCreate(agent_id=agent, origins=["https://shop.example"], memory=memory)
    token, _ = store.widgets.create("home", wish)
    talk = store.conversations.create(agent, ConversationSettings()).id
    store.visits.begin("home", token, talk)
    live = await night.runtime.send(agent, TurnRequest(input="Remember the visitor."), talk)
    await live.finished()
    await night.quiet()
    await night.day("I like tea.")
    heard = "".join(night.heard("companion"))
    assert ("visitor" in heard, "I like tea" in heard) == (memory == "shared", True)


async def test_it_looks_every_so_many_turns() -> None:
    night = await Night.with_scripts(["1", "2", "3", "4", "5"], [DONE, DONE], every=2)
    for number in range(5):
        await night.day(f"Message {number}")
    assert len(night.heard("companion")) == 2
    assert night.group().turns_counter == 1


async def test_its_work_is_a_run_in_the_background() -> None:
    night = await Night.with_scripts(["I see."], [TEA, DONE])
    await night.day("I like tea.")
    [run] = night.runtime.store.runs.find(Page(), agent_ids=(night.id("companion"),))
    assert (run.status, run.stop_reason, run.background) == ("completed", "tool_rule", True)


async def test_the_agent_answers_before_its_companion_begins() -> None:
    night = await Night.with_scripts(["I see.", "Still here."], [DONE])
    held = night.hold("companion")
    night.part("companion").script[:] = ["Let me think.", DONE]
    assert await night.say("ann", "I like tea.") == "end_turn"
    assert night.heard("companion") == []
    assert await night.say("ann", "Are you there?") == "end_turn"
    held.set()
    await night.quiet()


async def test_what_is_said_while_it_is_busy_is_handed_over_later() -> None:
    night = await Night.with_scripts(["1", "2", "3"], ["Let me think.", DONE])
    held = night.hold("companion")
    await night.say("ann", "First")
    while not night.heard("companion"):
        await asyncio.sleep(0)
    await night.say("ann", "Second")
    held.set()
    await night.quiet()
    assert len(night.heard("companion")) == 1
    await night.day("Third")
    assert "Second" in night.heard("companion")[1]
    assert "Third" in night.heard("companion")[1]


async def test_a_turn_that_failed_or_waits_for_a_person_counts_for_nothing() -> None:
    insert = ToolCall("1", "memory_insert", "{}")
    night = await Night.with_scripts([RuntimeError("boom"), insert], [])
    store = night.runtime.store
    rules: list[Any] = [{"type": "requires_approval", "tool_name": "memory_insert"}]
    settings = store.agents.get(night.id("ann")).settings
    store.agents.update(
        night.id("ann"),
        type(settings).model_validate({**settings.model_dump(), "tool_rules": rules}),
    )
    await night.day("Fail")
    await night.day("Ask")
    assert night.group().turns_counter == 0


async def test_blocks_that_come_later_are_shared_too() -> None:
    night = await Night.with_scripts(["I see."], [DONE])
    store = night.runtime.store
    late = store.blocks.create(BlockCreate(label="plans", value=""))
    store.blocks.attach(night.id("ann"), late.id)
    await night.day("Hello")
    assert store.blocks.labelled(night.id("companion"), "plans").id == late.id


async def test_it_stops_when_the_agent_is_told_to_do_without() -> None:
    night = await Night.with_scripts(["I see."], [])
    store = night.runtime.store
    settings = store.agents.get(night.id("ann")).settings
    store.agents.update(night.id("ann"), settings.model_copy(update={"enable_sleeptime": False}))
    await night.day("Hello")
    assert night.heard("companion") == []


async def test_a_long_day_is_handed_over_in_part_and_fits() -> None:
    night = await Night.with_scripts(["I see."], [DONE])
    await night.say("ann", "word " * 9_000 + "END")
    await night.quiet()
    assert len(night.heard("companion")) == 1


async def test_it_goes_with_its_agent_and_the_blocks_stay() -> None:
    night = await Night.with_scripts([], [])
    night.runtime.delete_agent(night.id("ann"))
    store = night.runtime.store
    assert (store.agents.count(), store.groups.count()) == (0, 0)
    assert store.driver.execute("SELECT value FROM blocks")[0]["value"] == "Name: Ada"


async def test_a_companion_that_a_person_chose_is_not_deleted_with_the_agent() -> None:
    cast = await Cast.of(ann=[], bob=[])
    store = cast.runtime.store
    about = GroupSettings(description="Theirs", sleeptime_agent_frequency=1)
    store.groups.create("sleeptime", cast.id("ann"), about, [cast.id("bob")], [])
    cast.runtime.delete_agent(cast.id("ann"))
    assert store.agents.get(cast.id("bob")).name == "bob"


async def test_it_goes_on_after_what_it_was_handed_last_is_gone() -> None:
    night = await Night.with_scripts(["1", "2"], [DONE, DONE])
    await night.day("First")
    last = night.group().last_processed_message_id
    night.runtime.store.driver.execute("DELETE FROM messages WHERE id = ?", [last])
    await night.day("Second")
    assert "Second" in night.heard("companion")[1]

"""What blocks are used for is read off the steps and versions that are there anyway."""

from datetime import datetime, timedelta

from lettawasm import clock
from lettawasm.block_analytics import Thresholds, of_blocks
from lettawasm.schemas.rendering import MemoryTemplate
from lettawasm.store.table import Page
from tests.core.test_blocks import block
from tests.core.test_operations import remembering

ALL = Page(order="asc")


def uses(store, **thresholds):
    return {one.label: one for one in of_blocks(store, ALL, Thresholds(**thresholds))}


def later(store, days):
    """Let so many days go by."""
    now = store.clock.now
    store.clock.now = lambda: clock.iso(datetime.fromisoformat(now()) + timedelta(days=days))


async def test_a_block_is_used_by_the_steps_of_those_who_hold_it(space):
    talk = await space(remembering("memory_insert", label="human", new_string="Likes tea"), "noted", "hello")
    late = block(talk.store, "late", "")
    await talk.say("I like tea")
    talk.store.blocks.attach(talk.agent.id, late.id)
    await talk.say("hi")
    found = uses(talk.store)
    counts = {label: use.prompts for label, use in found.items()}
    assert counts == {label: {talk.agent.id: n} for label, n in (("human", 3), ("persona", 3), ("late", 1))}
    assert (found["human"].changes, found["persona"].changes) == ({"agent": 1}, {})
    assert found["human"].agent_ids == [talk.agent.id]
    assert found["human"].first_prompt_at < found["late"].first_prompt_at == found["late"].last_prompt_at
    assert not any(use.is_stale or use.suggestion for use in found.values())


async def test_a_block_that_is_not_shown_is_not_used(space):
    talk = await space("hello")
    agent = talk.store.agents.get(talk.agent.id)
    own = agent.settings.model_copy(update={"memory_template": MemoryTemplate(mode="read_only")})
    talk.store.agents.update(agent.id, own)
    await talk.say("hi")
    assert [use.prompts for use in uses(talk.store).values()] == [{}, {}]


async def test_a_block_that_nobody_used_or_changed_for_long_may_be_archived(space):
    talk = await space("hello", "hello again")
    lonely = block(talk.store, "lonely")
    await talk.say("hi")
    later(talk.store, 31)
    await talk.say("hi again")
    found = uses(talk.store)
    assert {label for label, use in found.items() if use.is_stale} == {"lonely"}
    assert found["lonely"].suggestion.action == "archive"
    assert "30 days no agent holds it" in found["lonely"].suggestion.reason
    assert not uses(talk.store, stale_days=32)["lonely"].is_stale
    talk.store.blocks.update(lonely.id, {"value": "seen to"})
    assert not uses(talk.store)["lonely"].is_stale


async def test_a_block_that_is_nearly_full_may_be_compressed(space):
    talk = await space()
    block(talk.store, "full", "x" * 8, limit=10)
    found = uses(talk.store)
    assert (found["full"].fullness, found["full"].suggestion.action) == (0.8, "compress")
    assert "80% full: 8 of 10" in found["full"].suggestion.reason
    assert not uses(talk.store, nearly_full_percent=81)["full"].is_nearly_full

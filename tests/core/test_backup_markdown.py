"""Markdown for people: nothing that somebody wrote is taken for Markdown, and memories are read back as they were."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm.backup import from_markdown, markdown
from lettawasm.backup.gathering import Wanted, gather
from lettawasm.backup.restoring import Wishes, restore
from lettawasm.errors import Invalid
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.store.table import Page

from .backups import NOON
from .conftest import Space

ALL = Page(limit=-1, order="asc")
TRICKY = st.lists(
    st.text(max_size=8)
    | st.sampled_from(
        ["```", "````text", "\n# Not a heading\n", "<script>", "\n- Limit: 7\n", "\r```\r", "\n---\n", "~~~"]
    ),
    max_size=5,
).map("".join)


def shown(space) -> str:
    return markdown.markdown(gather(space.store, Wanted(space.agent.id)), NOON)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(TRICKY, max_size=3), st.lists(TRICKY.filter(bool), max_size=3), TRICKY)
def test_memories_are_read_back_exactly(values: list[str], passages: list[str], said: str) -> None:
    one, two = Space(), Space()
    asyncio.run(one.create(memory_blocks=[]))
    for number, value in enumerate(values):
        made = one.store.blocks.create(
            BlockCreate(label=f"b{number}", value=value, description="What *it* is for")
        )
        one.store.blocks.attach(one.agent.id, made.id)
    archive = one.store.archives.ensure(one.agent.id, "agent")
    for text in passages:
        one.store.archival.insert(archive.id, text, tags=("a_b", "c"))
    asyncio.run(one.say(f"x{said}"))
    found, _ = from_markdown.read(shown(one))
    [here] = asyncio.run(restore(two.store, two.runtime.catalog, found, Wishes()))
    there = two.store.archives.of_agent(here)
    assert [(block.label, block.value, block.description) for block in two.store.blocks.of_agent(here)] == [
        (f"b{number}", value, "What *it* is for") for number, value in enumerate(values)
    ]
    assert [(p.text, p.tags) for p in two.store.archival.find(there.id, ALL)] == [
        (text, ["a_b", "c"]) for text in passages
    ]
    talk = [m.text for m in two.store.recall.find(ALL, agent_id=here) if m.role in ("user", "assistant")]
    assert talk == [f"x{said}", "ok"]


@given(TRICKY)
def test_a_fence_is_ended_by_nothing_within(text: str) -> None:
    opening, *inside, closing = markdown.fence(text)
    assert "\n".join(inside) == text
    assert opening == f"{closing}text" and closing not in text


@given(st.text())
def test_a_short_text_is_one_line_without_marks(text: str) -> None:
    line = markdown.line(text)
    assert "\n" not in line and "\r" not in line
    assert from_markdown.unescaped(line) == " ".join(text.split())


async def test_a_document_that_breaks_off_is_refused(space) -> None:
    text = shown(await space())
    with pytest.raises(Invalid, match="breaks off"):
        from_markdown.read(text[: text.index("Name: Ada")])
    with pytest.raises(Invalid, match="no agent"):
        from_markdown.read(markdown.MARK)


@pytest.mark.parametrize("name", ["What no agent holds", "*What no agent holds*", "# A", "a_b <b>"])
async def test_an_agent_may_be_called_anything_and_what_is_nobodys_is_left(space, name: str) -> None:
    one = await space(name=name)
    one.store.blocks.create(BlockCreate(label="spare", value="The key"))
    whole = markdown.markdown(gather(one.store, Wanted()), NOON)
    found, _ = from_markdown.read(whole)
    assert "The key" in whole and [agent.name for agent in found.agent_file.agents] == [name]
    assert [block.label for block in found.agent_file.blocks] == ["human", "persona"]


async def test_the_recent_past_is_told_the_newest_first(space) -> None:
    one = await space()
    block = one.store.blocks.labelled(one.agent.id, "human")
    one.store.blocks.update(block.id, {"value": "Name: Bob"})
    changes = shown(one).partition("## Recent changes")[2].partition("## Instructions")[0]
    assert (
        changes.index("Name: Bob") < changes.index("Name: Ada") and "human was changed by person" in changes
    )

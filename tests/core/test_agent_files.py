"""Agent files: out of one space, into another, whole."""

import json

import pytest

from lettawasm import agentfile, transfer
from lettawasm.errors import Invalid, TooLarge
from lettawasm.model import ToolCall
from lettawasm.store.table import Page


async def carried(space, talk, **options):
    """A second space with the first one's agent in it."""
    file = agentfile.parse(json.dumps(transfer.export(talk.store, talk.agent.id)))
    other = await space("Back again")
    options = transfer.ImportOptions(**{"append_copy_suffix": False, **options})
    [agent_id] = await transfer.import_file(other.store, other.runtime.catalog, file, options)
    other.agent = other.store.agents.get(agent_id)
    return other


async def test_everything_an_agent_is_survives_the_journey(space):
    call = ToolCall("c", "memory_insert", json.dumps({"label": "human", "new_string": "Likes tea"}))
    talk = await space(call, "Noted", tags=["friend"], description="d", tools=["archival_memory_search"])
    await talk.say("I like tea")
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    talk.store.archival.insert(archive, "Dogs bark", tags=("pets",), created_at="2025-01-01T00:00:00.000000Z")
    other = await carried(space, talk)
    assert other.agent.settings == talk.store.agents.get(talk.agent.id).settings.model_copy(
        update={"last_stop_reason": None, "last_run_completion": None, "last_run_duration_ms": None}
    )
    assert other.said() == talk.said()
    assert [m.created_at for m in other.history()[1:]] == [m.created_at for m in talk.history()[1:]]
    assert (other.block(), other.block("persona")) == ("Name: Ada\nLikes tea", "Kind.")
    assert other.store.agents.tags(other.agent.id) == ["friend"]
    names = sorted(tool.name for tool in other.store.tools.of_agent(other.agent.id))
    assert names == ["archival_memory_search", "conversation_search", "memory_insert", "memory_replace"]
    [passage] = other.store.archival.find(other.store.archives.of_agent(other.agent.id).id, Page())
    assert (passage.text, passage.tags, passage.created_at[:10]) == ("Dogs bark", ["pets"], "2025-01-01")
    await other.say("And?")
    assert [m.role for m in other.model.requests[0].messages] == [
        *("system", "user", "assistant", "tool", "assistant", "user")
    ]


async def test_secrets_stay_at_home(space):
    talk = await space(secrets={"TOKEN": "canary-7"})
    text = json.dumps(transfer.export(talk.store, talk.agent.id))
    assert "canary-7" not in text
    assert '"TOKEN"' in text


async def test_a_scrubbed_file_has_no_messages_and_its_agent_still_answers(space):
    talk = await space("hello")
    await talk.say("private words")
    exported = transfer.export(talk.store, talk.agent.id, scrub_messages=True)
    assert "private words" not in json.dumps(exported)
    file = agentfile.parse(json.dumps(exported))
    [agent_id] = await transfer.import_file(talk.store, talk.runtime.catalog, file, transfer.ImportOptions())
    talk.agent = talk.store.agents.get(agent_id)
    assert talk.agent.name == "agent_copy"
    assert (await talk.say("hi")).reason == "end_turn"


async def test_an_import_that_fails_changes_nothing(space):
    talk = await space()
    exported = transfer.export(talk.store, talk.agent.id)
    exported["agents"].append({**exported["agents"][0], "id": "agent-1", "timezone": "UTC", "name": "second"})
    exported["agents"][1] |= dict.fromkeys(("description", "system"), "much " * 250_000)  # for one row
    counts = talk.store.agents.count(), talk.store.blocks.count()
    with pytest.raises(TooLarge):
        await transfer.import_file(
            talk.store, talk.runtime.catalog, agentfile.parse(json.dumps(exported)), transfer.ImportOptions()
        )
    assert (talk.store.agents.count(), talk.store.blocks.count()) == counts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "Corrupted"),
        ("[]", "Corrupted"),
        ("{}", "agents"),
        ('{"agents": []}', "agents: List should have at least 1 item"),
        ('{"agents": [{"id": "agent-0", "name": "x", "block_ids": ["block-9"]}]}', "block-9"),
        ('{"agents": [{"id": "a", "name": "x"}, {"id": "a", "name": "y"}]}', "twice"),
        ("[" * 100_000, "Corrupted"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_with_the_reason(text, words):
    with pytest.raises(Invalid, match=words):
        agentfile.parse(text)


async def test_the_past_of_a_block_travels_if_it_is_asked_for(space):
    talk = await space()
    [block, _] = talk.store.blocks.of_agent(talk.agent.id)
    talk.store.blocks.update(block.id, {"value": "Name: Eve"})
    talk.store.blocks.update(block.id, {"value": "Name: Ada Lovelace"})
    assert "Eve" not in json.dumps(transfer.export(talk.store, talk.agent.id))
    text = json.dumps(transfer.export(talk.store, talk.agent.id, block_history=True))
    other = await space()
    options = transfer.ImportOptions(append_copy_suffix=False)
    [copy] = await transfer.import_file(other.store, other.runtime.catalog, agentfile.parse(text), options)
    past = [
        [
            (v.version, v.before, v.after, v.actor, v.created_at)
            for v in one.store.timeline.of_blocks(id_, Page())
        ]
        for one, id_ in ((talk, talk.agent.id), (other, copy))
    ]
    assert past[0] == past[1]
    assert json.dumps(transfer.export(other.store, copy, block_history=True)) == text
    [carried, _] = other.store.blocks.of_agent(copy)
    other.store.blocks.update(carried.id, {"value": "Name: Bob"})
    assert max(v.version for v in other.store.timeline.of_blocks(copy, Page())) == 4

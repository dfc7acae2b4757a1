"""What was done to memory is told, whether it went well or not; what was deleted comes back to where it was."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.errors import Conflict, LettaError, NotFound, Unprocessable
from lettawasm.model import ToolCall
from lettawasm.reshaping import merge, truncate
from lettawasm.rewind.deleted import bring_back
from lettawasm.schemas.operations import Operation
from lettawasm.schemas.reshaping import MergeRequest, TruncateRequest
from lettawasm.schemas.versions import Cause
from lettawasm.store.operations import RING
from lettawasm.store.table import Page
from tests.core.test_blocks import block, store_at

ALL = Page(limit=1_000, order="asc")


def told(store, **wish):
    """What was done, the first first, as short tuples."""
    return [
        (one.operation, one.result, one.length_before, one.length_after)
        for one in store.operations.find(ALL, wish)
    ]


def remembering(name, **arguments):
    return ToolCall("call-1", name, json.dumps(arguments))


def test_the_log_is_read_from_versions():
    store = store_at()
    made, other = block(store), block(store, "other", "more")
    store.blocks.update(made.id, {"value": "second text"})
    truncate(store, made.id, TruncateRequest(to=6))
    merge(store, made.id, MergeRequest.model_validate({"from": [other.id]}))
    store.blocks.delete(made.id)
    assert told(store, object_id=made.id) == [
        ("create", "ok", None, 5),
        ("update", "ok", 5, 11),
        ("truncate", "ok", 11, 6),
        ("merge", "ok", 6, 11),
        ("delete", "ok", 11, None),
    ]
    assert told(store, object_id=other.id) == [("create", "ok", None, 4), ("delete", "ok", 4, None)]
    assert told(store, operation="truncate") == [("truncate", "ok", 11, 6)]


async def test_an_agents_edit_that_fails_is_written_down_with_its_cause(space):
    wrong = remembering("memory_replace", label="human", old_string="Bob", new_string="Eve")
    talk = await space(wrong, "sorry")
    stopped = await talk.say("I am Eve")
    [failed] = talk.store.operations.find(ALL, {"result": "error"})
    [human] = [one for one in talk.store.blocks.of_agent(talk.agent.id) if one.label == "human"]
    assert (failed.operation, failed.object_id, failed.label) == ("update", human.id, "human")
    assert (failed.actor, failed.agent_id, failed.tool_call_id) == ("agent", talk.agent.id, "call-1")
    assert (failed.length_before, failed.length_after) == (len("Name: Ada"), None)
    assert "'Bob' does not stand in the block" in failed.error
    assert failed.run_id is not None
    assert stopped is not None


async def test_a_turn_without_a_failed_edit_adds_no_row_to_the_log(space):
    talk = await space(remembering("memory_insert", label="human", new_string="Likes tea"), "noted", "hello")
    await talk.say("I like tea")
    await talk.say("hi")
    assert talk.store.driver.execute("SELECT count(*) AS n FROM failures") == [{"n": 0}]
    edits = talk.store.operations.find(ALL, {"agent_id": talk.agent.id})
    assert [(one.operation, one.label, one.result) for one in edits] == [("update", "human", "ok")]


def failure(store, number):
    now = store.clock.now()
    return Operation(
        id=f"operation-{number}", operation="update", kind="block", result="error", error="no", created_at=now
    )


def test_failures_stand_in_a_ring():
    store = store_at()
    for number in range(RING + 5):
        store.operations.fail(failure(store, number))
    kept = store.operations.find(Page(limit=RING * 2, order="asc"), {"result": "error"})
    assert [one.id for one in kept] == [f"operation-{number}" for number in range(5, RING + 5)]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_of_the_log_neither_overlap_nor_leave_gaps(order, size):
    store = store_at()
    made = block(store)
    for number in range(4):
        store.blocks.update(made.id, {"value": f"text {number}"})
        store.operations.fail(failure(store, number))
    whole = [one.id for one in store.operations.find(Page(order=order), {})]
    assert len(whole) == 9

    def walk(**start):
        found, cursor = [], start
        while part := store.operations.find(Page(limit=size, order=order, **cursor), {}):
            forward = "after" in cursor or not cursor
            found = [*found, *part] if forward else [*part, *found]
            cursor = {"after": part[-1].id} if forward else {"before": part[0].id}
        return [one.id for one in found]

    assert walk() == whole
    assert walk(before=whole[-1]) == whole[:-1]


def test_a_cursor_that_is_no_operation_is_not_found():
    store = store_at()
    for cursor in ("operation-9", "block-9.1", "nothing"):
        with pytest.raises(NotFound):
            store.operations.find(Page(after=cursor), {})


async def test_a_deleted_block_comes_back_to_the_agents_that_held_it(space):
    talk = await space()
    store, first = talk.store, talk.agent
    shared, other = block(store, "team", "we"), block(store, "other")
    second, third = await talk.create(name="second"), await talk.create(name="third")
    for agent in (first, second, third):
        store.blocks.attach(agent.id, shared.id)
    store.blocks.detach(third.id, shared.id)
    with store.because(Cause("agent", agent_id=first.id)):
        store.driver.transact(
            lambda: (store.blocks.delete(shared.id), store.blocks.attach(third.id, other.id))
        )
    [deletion] = store.deletions.find(ALL)
    assert (deletion.object_id, deletion.label, deletion.actor) == (shared.id, "team", "agent")
    assert deletion.held["value"] == "we"
    assert deletion.agent_ids == [first.id, second.id]
    store.blocks.attach(second.id, block(store, "team", "others").id)
    back = store.driver.transact(lambda: bring_back(store, shared.id))
    assert (back.agent_ids, back.left_out) == ([first.id], [second.id])
    assert store.blocks.get(shared.id) == shared
    assert store.blocks.labelled(first.id, "team") == shared
    assert store.deletions.find(ALL) == []
    assert list(store.proof.faults()) == []


async def test_a_deleted_passage_comes_back(space):
    talk = await space()
    archive = talk.store.archives.ensure(talk.agent.id, "agent")
    passage = talk.store.archival.insert(archive.id, "Tea should be hot", tags=("tea",))
    talk.store.archival.delete(archive.id, passage.id)
    [deletion] = talk.store.deletions.find(ALL, "passage")
    assert deletion.held["text"] == "Tea should be hot"
    talk.store.driver.transact(lambda: bring_back(talk.store, passage.id))
    assert talk.store.archival.get(passage.id).tags == ["tea"]


def test_what_is_purged_can_not_come_back():
    store = store_at()
    made = block(store)
    with pytest.raises(NotFound):
        store.deletions.purge(made.id)
    store.blocks.delete(made.id)
    store.deletions.purge(made.id)
    with pytest.raises(NotFound):
        store.driver.transact(lambda: bring_back(store, made.id))
    assert store.operations.find(ALL, {}) == []
    assert list(store.proof.faults()) == []


def test_a_merge_that_is_over_the_limit_changes_nothing():
    store = store_at()
    target, source = block(store, limit=10), block(store, "other", "x" * 20)
    with pytest.raises(Unprocessable, match="at most"):
        merge(store, target.id, MergeRequest.model_validate({"from": [source.id]}))
    assert (store.blocks.get(target.id), store.blocks.get(source.id)) == (target, source)


async def test_a_merge_into_a_label_that_a_holder_has_taken_changes_nothing(space):
    talk = await space()
    target, source = block(talk.store, "human", "Ada"), block(talk.store, "notes", "tea")
    talk.store.blocks.attach(talk.agent.id, source.id)
    with pytest.raises(Conflict):
        merge(talk.store, target.id, MergeRequest.model_validate({"from": [source.id]}))
    assert [one.label for one in talk.store.blocks.of_agent(talk.agent.id)] == ["human", "persona", "notes"]
    assert talk.store.blocks.get(target.id) == target


def test_the_sources_of_a_merge_can_stay():
    store = store_at()
    target, source = block(store), block(store, "other", "first\nmore")
    asked = MergeRequest.model_validate({"from": [source.id], "delete_sources": False, "dedupe": False})
    assert merge(store, target.id, asked).value == "first\nfirst\nmore"
    assert store.blocks.get(source.id) == source


STEP = st.one_of(
    st.tuples(st.just("update"), st.integers(0, 2), st.text("ab \n", max_size=20)),
    st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("truncate"), st.integers(0, 2), st.integers(0, 20)),
    st.tuples(st.just("delete"), st.integers(0, 2), st.none()),
    st.tuples(st.just("restore"), st.integers(0, 2), st.none()),
)


@settings(deadline=None)
@given(st.lists(STEP, max_size=12))
def test_whatever_is_merged_cut_deleted_and_brought_back_no_state_is_lost(steps):
    store = store_at()
    ids = [block(store, f"block{number}", f"text {number}").id for number in range(3)]
    seen = {(one, 1): store.blocks.get(one).value for one in ids}
    for verb, which, argument in steps:
        with suppress(LettaError):
            do(store, verb, ids, which, argument)
        for one in ids:
            newest = store.versions.must_have(one).number
            seen[one, newest] = store.blocks.get(one).value if store.blocks.is_there(one) else None
    for (one, number), value in seen.items():
        state = store.versions.state(one, number)
        assert (state and state["value"]) == value
    assert list(store.proof.faults()) == []


def do(store, verb, ids, which, argument):
    match verb:
        case "update":
            store.blocks.update(ids[which], {"value": argument})
        case "merge":
            merge(store, ids[which], MergeRequest.model_validate({"from": [ids[argument]]}))
        case "truncate":
            truncate(store, ids[which], TruncateRequest(to=argument))
        case "delete":
            store.blocks.delete(ids[which])
        case "restore":
            store.driver.transact(lambda: bring_back(store, ids[which]))

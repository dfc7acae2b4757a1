"""Calls that wait for a person or for the client: nothing runs before the answer, and the answer counts once."""

import asyncio
import json

import pytest

from lettawasm import agents, equipment, transfer
from lettawasm.agentfile import parse
from lettawasm.db import SqliteDriver
from lettawasm.errors import Busy, Conflict, Invalid, PendingApproval
from lettawasm.events import Delta, Stored
from lettawasm.model import Failed, ToolCall
from lettawasm.runtime import Runtime
from lettawasm.schemas.agents import AgentUpdate
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page
from lettawasm.testing import host

GATE = {"type": "requires_approval", "tool_name": "memory_insert"}
LOOK = [
    {
        "name": "look",
        "description": "Look out of the window",
        "parameters": {"type": "object", "properties": {}},
    }
]


def insert(text="x", call_id="call"):
    return ToolCall(call_id, "memory_insert", json.dumps({"label": "human", "new_string": text}))


def look(call_id="look"):
    return ToolCall(call_id, "look", "{}")


def approve(*ids, **fields):
    return [{"type": "approval", "tool_call_id": id_, "approve": True, **fields} for id_ in ids]


def deny(*ids, reason=None):
    return [{"type": "approval", "tool_call_id": id_, "approve": False, "reason": reason} for id_ in ids]


def returned(id_="look", text="Rain", status="success"):
    return [{"type": "tool", "tool_call_id": id_, "tool_return": text, "status": status}]


async def begin(talk, verdicts, *messages, **fields):
    answer = {"type": "approval", "approvals": verdicts}
    request = TurnRequest.model_validate({"messages": [answer, *messages], **fields})
    return await talk.runtime.send(talk.agent.id, request)


async def answer(talk, verdicts, *messages, **fields):
    return await (await begin(talk, verdicts, *messages, **fields)).finished()


def returns(talk):
    return [(one.text, one.is_error) for message in talk.history() for one in message.tool_returns]


def waiting(talk):
    return talk.store.approvals.pending(talk.agent.id)


def rows(talk):
    driver = talk.runtime.host.driver
    tables = [
        row["name"] for row in driver.execute("SELECT name FROM sqlite_master WHERE sql GLOB 'CREATE TABLE*'")
    ]
    return {table: driver.execute(f"SELECT * FROM {table}") for table in tables}


@pytest.fixture
def asked(space):
    """A space whose agent has asked whether it may insert."""

    async def make(*script, calls=None, **fields):
        talk = await space(calls or insert(), *script, tool_rules=[GATE], **fields)
        assert (await talk.say("go")).reason == "requires_approval"
        return talk

    return make


async def test_nothing_runs_before_the_answer(asked):
    talk = await asked()
    assert talk.block() == "Name: Ada"
    assert waiting(talk).waits_for == ("call",)
    assert [m.role for m in talk.history()] == ["system", "user", "assistant"]
    [run] = talk.store.runs.find(Page())
    assert (run.status, run.stop_reason) == ("completed", "requires_approval")


async def test_what_is_approved_runs_and_the_turn_goes_on(asked):
    talk = await asked("Done")
    request = waiting(talk)
    stopped = await answer(talk, approve("call"))
    assert (stopped.reason, stopped.steps, talk.block()) == ("end_turn", 1, "Name: Ada\nx")
    assert waiting(talk) is None
    assert [m.role for m in talk.history()][2:] == ["assistant", "approval", "tool", "assistant"]
    assert talk.history()[4].step_id == request.step_id
    assert [m.role for m in talk.model.requests[-1].messages] == ["system", "user", "assistant", "tool"]


async def test_what_is_denied_does_not_run_and_the_model_hears_why(asked):
    talk = await asked("A pity")
    await answer(talk, deny("call", reason="too late"))
    assert returns(talk) == [("This call was denied. The reason given: too late", True)]
    assert talk.block() == "Name: Ada"


async def test_nobody_is_heard_but_who_answers(asked):
    talk = await asked("Done")
    before = rows(talk)
    with pytest.raises(PendingApproval) as raised:
        await talk.say("hello?")
    assert raised.value.detail["detail"]["pending_request_id"] == waiting(talk).id
    assert rows(talk) == before


@pytest.mark.parametrize("ids", [["nope"], ["a"], ["a", "b", "c"], ["b", "b"]])
async def test_an_answer_that_does_not_fit_changes_nothing(asked, ids):
    talk = await asked("Done", calls=(insert("1", "a"), insert("2", "b")), parallel_tool_calls=True)
    before = rows(talk)
    with pytest.raises(Invalid, match="Invalid tool call IDs"):
        await answer(talk, approve(*ids))
    assert rows(talk) == before


async def test_calls_of_one_reply_are_answered_together_and_settled_together(asked):
    calls = (insert("1", "a"), ToolCall("s", "conversation_search", "{}"), insert("2", "b"))
    talk = await asked("Done", calls=calls, parallel_tool_calls=True)
    assert waiting(talk).waits_for == ("a", "b")
    assert returns(talk) == []
    await answer(talk, [*deny("b"), *approve("a")])
    assert talk.block() == "Name: Ada\n1"
    assert [error for _, error in returns(talk)] == [False, False, True]


async def test_an_answer_counts_once_however_often_it_comes(asked):
    talk = await asked("Done")
    one, two = await asyncio.gather(begin(talk, approve("call")), begin(talk, approve("call")))
    assert one is two
    await one.finished()
    again = await begin(talk, approve("call"))
    assert again.run_id == one.run_id
    assert [e.message.id for e in again.events if isinstance(e, Stored)] == [
        e.message.id for e in one.events if isinstance(e, Stored)
    ]
    assert (talk.block(), len(talk.model.requests)) == ("Name: Ada\nx", 2)


async def test_an_answer_can_not_be_taken_back(asked):
    talk = await asked("Done")
    await answer(talk, deny("call"))
    before = rows(talk)
    with pytest.raises(Conflict, match="that answer stands"):
        await answer(talk, approve("call"))
    assert rows(talk) == before


async def test_an_old_answer_never_fits_a_new_request_of_the_same_name(asked):
    talk = await asked("Done", insert("again"), "Done")
    await answer(talk, approve("call"))
    events = await talk.events("once more")
    [renamed] = waiting(talk).waits_for
    assert renamed != "call"
    assert next(e.piece.id for e in events if isinstance(e, Delta)) == renamed
    await answer(talk, approve("call"))  # sent a second time, late
    assert talk.block() == "Name: Ada\nx"
    await answer(talk, approve(renamed))
    assert talk.block() == "Name: Ada\nx\nagain"


async def test_an_answer_whose_run_failed_is_gone_on_with_and_not_carried_out_again(asked):
    talk = await asked(Failed("unreachable", "No."), "Done")
    assert (await answer(talk, approve("call"))).reason == "llm_api_error"
    live = await begin(talk, approve("call"))
    assert (await live.finished()).reason == "end_turn"
    assert [e.message.role for e in live.events if isinstance(e, Stored)] == ["tool", "assistant"]
    assert talk.block() == "Name: Ada\nx"


async def test_a_message_can_follow_the_answer(asked):
    talk = await asked("Yes")
    await answer(talk, approve("call"), {"role": "user", "content": "and?"})
    assert [m.role for m in talk.model.requests[-1].messages][2:] == ["assistant", "tool", "user"]


async def test_an_answer_in_the_old_form_names_the_request(asked):
    talk = await asked("Done")
    old = {"type": "approval", "approve": True, "approval_request_id": waiting(talk).id}
    for _ in range(2):
        live = await talk.runtime.send(talk.agent.id, TurnRequest.model_validate({"messages": [old]}))
        await live.finished()
    assert talk.block() == "Name: Ada\nx"
    with pytest.raises(Invalid):
        nameless = {"messages": [{"type": "approval", "approve": True}]}
        await talk.runtime.send(talk.agent.id, TurnRequest.model_validate(nameless))


async def test_without_a_request_there_is_nothing_to_answer(space):
    talk = await space()
    with pytest.raises(Invalid, match="awaiting approval"):
        await answer(talk, approve("call"))


# It outlives everything but its answer


async def test_a_request_outlives_a_crash(asked, tmp_path):
    talk = await asked(path=str(tmp_path / "space.db"))
    talk.runtime.host.driver.execute("UPDATE runs SET status = 'running', stop_reason = NULL")
    talk.runtime = Runtime(host("Done", path=talk.path))
    [run] = talk.store.runs.find(Page())
    assert (run.status, run.stop_reason) == ("completed", "requires_approval")
    with pytest.raises(PendingApproval):
        await talk.say("hello?")
    await answer(talk, approve("call"))
    assert talk.block() == "Name: Ada\nx"


async def test_an_answer_that_is_cut_off_by_a_crash_was_not_given(asked, tmp_path, monkeypatch):
    talk = await asked(path=str(tmp_path / "space.db"))
    execute = SqliteDriver.execute

    def breaking(self, sql, params=()):
        if "INSERT INTO versions" in sql:
            raise OSError("the disk is gone")
        return execute(self, sql, params)

    before = rows(talk)
    monkeypatch.setattr(SqliteDriver, "execute", breaking)
    with pytest.raises(OSError, match="the disk is gone"):
        await answer(talk, approve("call"))
    monkeypatch.undo()
    assert rows(talk) == before
    talk.runtime = Runtime(host("Done", path=talk.path))
    await answer(talk, approve("call"))
    assert talk.block() == "Name: Ada\nx"


async def test_a_reset_refuses_what_waits(asked):
    talk = await asked("Hello")
    talk.runtime.reset(talk.agent.id)
    assert waiting(talk) is None
    assert [error for _, error in returns(talk)] == [True]
    with pytest.raises(Conflict):
        await answer(talk, approve("call"))
    await talk.say("hi")
    assert [m.role for m in talk.model.requests[-1].messages] == ["system", "user"]
    assert talk.block() == "Name: Ada"


async def test_taking_the_request_out_of_the_context_does_not_end_it(asked):
    talk = await asked("Done")
    talk.store.recall.leave_context(talk.agent.id, None)
    with pytest.raises(PendingApproval):
        await talk.say("hello?")


async def test_a_context_that_is_cleared_between_turns_keeps_what_waits(asked):
    talk = await asked("Done", message_buffer_autoclear=True)
    await answer(talk, approve("call"))
    assert [m.role for m in talk.model.requests[-1].messages] == ["system", "user", "assistant", "tool"]


async def test_lifting_the_gate_does_not_let_through_what_waits(asked):
    talk = await asked("Done")
    equipment.set_approval(talk.store, talk.agent.id, "memory_insert", False)
    with pytest.raises(PendingApproval):
        await talk.say("hello?")
    assert talk.block() == "Name: Ada"


async def test_a_cancelled_request_is_refused(asked):
    talk = await asked("Hello")
    run_id = waiting(talk).run_id
    for run_ids in (None, ["run-of-another"]):
        with pytest.raises(Conflict):
            talk.runtime.cancel(talk.agent.id, run_ids)
    assert talk.runtime.cancel(talk.agent.id, [run_id]) == {run_id: "cancelled"}
    assert returns(talk)[0][1]
    assert (await talk.say("hi")).reason == "end_turn"


async def test_a_request_travels_with_its_agent(asked):
    talk = await asked("Done")
    file = parse(json.dumps(transfer.export(talk.store, talk.agent.id)))
    [copy] = await transfer.import_file(talk.store, talk.runtime.catalog, file, transfer.ImportOptions())
    talk.agent = talk.store.agents.get(copy)
    with pytest.raises(PendingApproval):
        await talk.say("hello?")
    await answer(talk, approve("call"))
    assert talk.block() == "Name: Ada\nx"
    again = parse(json.dumps(transfer.export(talk.store, copy)))
    [third] = await transfer.import_file(talk.store, talk.runtime.catalog, again, transfer.ImportOptions())
    assert talk.store.approvals.pending(third) is None


# The rules are looked at again


@pytest.mark.parametrize(
    "change",
    [
        {"tool_rules": [{"type": "max_count_per_step", "tool_name": "memory_insert", "max_count_limit": 0}]},
        {"tool_ids": []},
    ],
)
async def test_what_was_approved_does_not_run_when_it_is_forbidden_by_then(asked, change):
    talk = await asked("I see")
    await agents.update(talk.store, talk.runtime.catalog, talk.agent.id, AgentUpdate.model_validate(change))
    await answer(talk, approve("call"))
    assert returns(talk)[0][0].startswith("memory_insert can't be called now.")
    assert talk.block() == "Name: Ada"


async def test_a_call_that_came_to_need_a_word_meanwhile_does_not_slip_through(asked):
    calls = (insert("1", "a"), ToolCall("s", "conversation_search", "{}"))
    talk = await asked("I see", calls=calls, parallel_tool_calls=True)
    equipment.set_approval(talk.store, talk.agent.id, "conversation_search", True)
    await answer(talk, approve("a"))
    assert [error for _, error in returns(talk)] == [False, True]


async def test_a_turn_that_asked_remembers_its_calls(space):
    limit = {"type": "max_count_per_step", "tool_name": "memory_insert", "max_count_limit": 1}
    talk = await space(insert("1", "a"), insert("2", "b"), "Done", tool_rules=[GATE, limit])
    await talk.say("go")
    assert (await answer(talk, approve("a"))).reason == "end_turn"
    assert talk.block() == "Name: Ada\n1"


async def test_an_approved_tool_that_ends_the_turn_ends_it(asked, space):
    ends = {"type": "exit_loop", "tool_name": "memory_insert"}
    talk = await space(insert(), "never said", tool_rules=[GATE, ends])
    await talk.say("go")
    assert (await answer(talk, approve("call"))).reason == "tool_rule"
    assert len(talk.model.requests) == 1


# The client's own tools


async def test_the_client_runs_its_own_tools(space):
    talk = await space(look(), "It rains", "Nothing to look with")
    stopped = await talk.say("weather?", client_tools=LOOK)
    assert stopped.reason == "requires_approval"
    assert "look" in [tool.name for tool in talk.model.requests[0].tools]
    assert (await answer(talk, returned(), client_tools=LOOK)).reason == "end_turn"
    assert talk.model.requests[1].messages[-1].text == "Rain"
    await talk.say("and now?")
    assert "look" not in [tool.name for tool in talk.model.requests[2].tools]


async def test_a_client_tells_of_its_failures_and_is_cut_short(space):
    talk = await space(look(), "I see")
    await talk.say("weather?", client_tools=LOOK)
    request = {
        "messages": [{"type": "tool_return", "tool_returns": returned(text="x" * 60_000, status="error")}]
    }
    live = await talk.runtime.send(talk.agent.id, TurnRequest.model_validate(request))
    await live.finished()
    [(text, is_error)] = returns(talk)
    assert (is_error, text.startswith("xxx"), len(text) < 51_000) == (True, True, True)


async def test_a_person_can_give_the_return_of_a_gated_tool(asked):
    talk = await asked("I see")
    await answer(talk, returned("call", "Done by hand"))
    assert (returns(talk), talk.block()) == ([("Done by hand", False)], "Name: Ada")


async def test_pieces_of_a_call_that_will_wait_say_so(space):
    talk = await space(insert(), tool_rules=[GATE])
    pieces = [event for event in await talk.events("go") if isinstance(event, Delta)]
    assert pieces
    assert all(piece.asks for piece in pieces)


async def test_an_agent_that_is_busy_takes_no_answer(asked):
    talk = await asked("Thinking it over", "Done")
    talk.model.held = asyncio.Event()
    live = await begin(talk, approve("call"))
    with pytest.raises(Busy):
        await answer(talk, approve("other"))
    talk.model.held.set()
    await live.finished()

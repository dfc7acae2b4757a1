"""One turn: what is said, what is stored, what the model sees."""

import json

import pytest

from lettawasm.events import Delta, Stopped, Stored
from lettawasm.model import Done, Failed, TextDelta, ToolCall, ToolCallDelta
from lettawasm.testing import ScriptedProvider


def insert(text: str, call_id: str = "call-1") -> ToolCall:
    return ToolCall(call_id, "memory_insert", json.dumps({"label": "human", "new_string": text}))


async def test_a_reply_without_a_tool_call_ends_the_turn(space):
    talk = await space("Hello Ada")
    stopped = await talk.say("hi")
    assert stopped.reason == "end_turn"
    assert talk.said() == [("user", "hi"), ("assistant", "Hello Ada")]


async def test_a_tool_edits_memory_and_the_model_hears_of_it(space):
    talk = await space(insert("Likes tea"), "Noted")
    await talk.say("I like tea")
    assert talk.block() == "Name: Ada\nLikes tea"
    assert [m.role for m in talk.model.requests[1].messages] == ["system", "user", "assistant", "tool"]
    assert talk.model.requests[1].messages[-1].text == "Name: Ada\nLikes tea"


async def test_the_prompt_stays_the_same_within_a_turn_and_shows_the_edit_in_the_next(space):
    talk = await space(insert("Likes tea"), "Noted", "Yes")
    await talk.say("I like tea")
    await talk.say("and?")
    prompts = [request.messages[0].text for request in talk.model.requests]
    assert prompts[0] == prompts[1]
    assert "Likes tea" not in prompts[1]
    assert "Likes tea" in prompts[2]


async def test_every_edit_is_recorded_with_its_cause(space):
    talk = await space(insert("Likes tea"), "Noted")
    messages = [e.message for e in await talk.events("I like tea") if isinstance(e, Stored)]
    from lettawasm.store.table import Page

    change = talk.store.timeline.of_blocks(talk.agent.id, Page())[0]
    assert (change.before, change.after, change.actor) == ("Name: Ada", "Name: Ada\nLikes tea", "agent")
    assert (change.run_id, change.step_id, change.tool_call_id) == (
        messages[0].run_id,
        messages[0].step_id,
        "call-1",
    )


async def test_a_message_goes_out_only_after_it_is_stored(space):
    talk = await space(insert("Likes tea"), "Noted")
    from lettawasm.schemas.turns import TurnRequest

    live = await talk.runtime.send(talk.agent.id, TurnRequest(input="I like tea"))
    async for event in live.follow():
        if isinstance(event, Stored):
            assert talk.store.recall.get(event.message.id).id == event.message.id


async def test_pieces_of_a_reply_carry_the_id_it_is_stored_under(space):
    talk = await space("one two", insert("x"))
    events = await talk.events("hi")
    pieces = [e for e in events if isinstance(e, Delta)]
    assert [p.piece for p in pieces] == [TextDelta("one "), TextDelta("two")]
    assert {p.message_id for p in pieces} == {e.message.id for e in events if isinstance(e, Stored)}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (ToolCall("c", "no_such_tool", "{}"), "no_such_tool can't be called now"),
        (ToolCall("c", "memory_insert", '{"label": "hum'), "not valid JSON"),
        (ToolCall("c", "memory_insert", "[1]"), "one JSON object"),
        (ToolCall("c", "memory_insert", '{"label": ' + "[" * 5_000), "not valid JSON"),
        (ToolCall("c", "memory_insert", '{"bogus": 1}'), "can't be called like that"),
        (ToolCall("c", "memory_insert", '{"label": "zz", "new_string": "x"}'), "does not exist"),
        (
            ToolCall("c", "memory_replace", '{"label": "human", "old_string": "Bob", "new_string": "x"}'),
            "does not stand",
        ),
        (
            ToolCall("c", "memory_insert", json.dumps({"label": "persona", "new_string": "x" * 500})),
            "at most 200",
        ),
    ],
)
async def test_what_a_tool_can_not_do_is_told_to_the_model(space, call, words):
    talk = await space(call, "I see")
    events = await talk.events("go")
    answers = [
        e.message.tool_returns[0] for e in events if isinstance(e, Stored) and e.message.role == "tool"
    ]
    assert answers[0].is_error
    assert words in answers[0].text
    assert talk.block() == "Name: Ada"
    assert talk.block("persona") == "Kind."
    assert events[-1].reason == "end_turn"


async def test_a_read_only_block_binds_the_agent(space):
    talk = await space(
        insert("x"), "I can't", memory_blocks=[{"label": "human", "value": "fixed", "read_only": True}]
    )
    events = await talk.events("go")
    answer = next(
        e.message for e in events if isinstance(e, Stored) and e.message.role == "tool"
    ).tool_returns[0]
    assert (answer.is_error, "read-only" in answer.text, talk.block()) == (True, True, "fixed")


async def test_only_the_first_of_several_calls_counts_unless_parallel_calls_are_on(space):
    calls = (insert("one", "a"), insert("two", "b"))
    talk = await space(calls, "done")
    await talk.say("go")
    assert talk.block() == "Name: Ada\none"
    talk = await space(calls, "done", parallel_tool_calls=True)
    await talk.say("go")
    assert talk.block() == "Name: Ada\none\ntwo"
    assert [len(m.tool_returns) for m in talk.history() if m.role == "tool"] == [2]


async def test_one_failing_call_of_several_undoes_nothing_of_the_others(space):
    calls = (insert("one", "a"), ToolCall("b", "memory_insert", '{"label": "zz", "new_string": "x"}'))
    talk = await space(calls, "done", parallel_tool_calls=True)
    await talk.say("go")
    assert talk.block() == "Name: Ada\none"


async def test_the_steps_run_out(space):
    talk = await space(insert("1", "a"), insert("2", "b"), insert("3", "c"), "never said")
    stopped = await talk.say("go", max_steps=2)
    assert (stopped.reason, stopped.steps) == ("max_steps", 2)
    assert talk.block() == "Name: Ada\n1\n2"


async def test_a_terminal_tool_ends_the_turn(space):
    talk = await space(
        insert("x"), "never said", tool_rules=[{"type": "exit_loop", "tool_name": "memory_insert"}]
    )
    assert (await talk.say("go")).reason == "tool_rule"


async def test_a_memgpt_agent_speaks_by_tool_and_must_call_one(space):
    talk = await space(ToolCall("c", "send_message", '{"message": "Hello"}'), agent_type="memgpt_v2_agent")
    assert (await talk.say("hi")).reason == "tool_rule"
    assert talk.model.requests[0].tool_choice == "required"


async def test_a_reply_that_was_cut_short_says_so(space):
    talk = await space(Done(text="and then", finish_reason="length"))
    assert (await talk.say("tell me")).reason == "max_tokens_exceeded"


@pytest.mark.parametrize("kind", ["unreachable", "timeout", "cut_off", "garbage", "auth", "server_error"])
async def test_a_model_that_fails_leaves_a_history_the_next_message_works_on(space, kind):
    talk = await space(Failed(kind, "The model can't be reached."), "Here again")
    stopped = await talk.say("hi")
    assert stopped.reason == "llm_api_error"
    assert stopped.error.message == "The model can't be reached."
    assert (await talk.say("still there?")).reason == "end_turn"
    assert talk.said() == [("user", "hi"), ("user", "still there?"), ("assistant", "Here again")]


async def test_a_model_that_fails_after_a_tool_call_keeps_the_edit(space):
    talk = await space(insert("Likes tea"), Failed("cut_off", "Cut off."), "Yes, tea")
    await talk.say("I like tea")
    assert talk.block() == "Name: Ada\nLikes tea"
    assert (await talk.say("what do I like?")).reason == "end_turn"
    assert [m.role for m in talk.model.requests[-1].messages][1:] == ["user", "assistant", "tool", "user"]


async def test_an_empty_reply_is_a_failure_and_is_not_stored(space):
    talk = await space(Done(text="  "), "ok")
    assert (await talk.say("hi")).reason == "invalid_llm_response"
    assert talk.said() == [("user", "hi")]


async def test_a_provider_that_ends_without_a_word_fails_the_run(space):
    class Silent(ScriptedProvider):
        async def stream(self, request):
            yield TextDelta("and then")

    talk = await space()
    talk.runtime.host.providers["scripted"] = Silent()
    assert (await talk.say("hi")).reason == "invalid_llm_response"
    assert talk.said() == [("user", "hi")]


async def test_a_provider_with_a_bug_fails_the_run_and_nothing_else(space):
    talk = await space(RuntimeError("boom"), "ok")
    stopped = await talk.say("hi")
    assert (stopped.reason, stopped.error.type) == ("error", "internal_error")
    assert (await talk.say("again")).reason == "end_turn"


async def test_runs_and_steps_are_recorded(space):
    talk = await space(insert("x"), "done")
    stopped = await talk.say("go")
    from lettawasm.store.table import Page

    [run] = talk.store.runs.find(Page())
    assert (run.status, run.stop_reason) == ("completed", "end_turn")
    steps = talk.store.steps.find(Page(order="asc"), run_id=run.id)
    assert [(s.status, s.stop_reason, s.total_tokens) for s in steps] == [
        ("success", None, 15),
        ("success", "end_turn", 15),
    ]
    assert (stopped.usage.total_tokens, stopped.steps, stopped.context_tokens) == (30, 2, 15)


async def test_deltas_of_a_call_come_in_pieces(space):
    talk = await space(insert("x"), "done")
    pieces = [e.piece for e in await talk.events("go") if isinstance(e, Delta)]
    assert pieces[0] == ToolCallDelta(0, id="call-1", name="memory_insert")
    assert isinstance((await talk.events("more"))[-1], Stopped)

"""Tool rules in turns: what the model is offered, what it is refused, and when it may stop."""

import json

from lettawasm.model import Done, ToolCall


def insert(text="x", call_id="call"):
    return ToolCall(call_id, "memory_insert", json.dumps({"label": "human", "new_string": text}))


def search(call_id="search"):
    return ToolCall(call_id, "conversation_search", "{}")


def rule(type_, tool_name="memory_insert", **fields):
    return {"type": type_, "tool_name": tool_name, **fields}


def offered(talk):
    return [([tool.name for tool in r.tools], r.tool_choice) for r in talk.model.requests]


def returns(talk):
    return [answer for message in talk.history() for answer in message.tool_returns]


EVERYTHING = ["conversation_search", "memory_insert", "memory_replace"]


async def test_the_first_call_is_forced_and_gets_its_arguments(space):
    first = rule("run_first", args={"label": "persona"})
    talk = await space(insert("Hi"), "Done", "Again", tool_rules=[first])
    await talk.say("go")
    assert offered(talk) == [(["memory_insert"], "memory_insert"), (EVERYTHING, "auto")]
    assert (talk.block("human"), talk.block("persona")) == ("Name: Ada", "Kind.\nHi")
    called = next(call for message in talk.history() for call in message.tool_calls)
    assert json.loads(called.arguments) == {"label": "persona", "new_string": "Hi"}
    await talk.say("again")
    assert offered(talk)[2] == (["memory_insert"], "memory_insert")


async def test_a_call_that_breaks_a_rule_is_not_run_and_the_model_is_told_why(space):
    talk = await space(
        insert("1", "a"), insert("2", "b"), insert("3", "c"), "Done",
        tool_rules=[rule("max_count_per_step", max_count_limit=2)],
    )  # fmt: skip
    assert (await talk.say("go")).reason == "end_turn"
    assert talk.block() == "Name: Ada\n1\n2"
    assert [answer.is_error for answer in returns(talk)] == [False, False, True]
    assert returns(talk)[2].text.startswith("memory_insert can't be called now.")
    assert "at most 2 times" in returns(talk)[2].text
    assert offered(talk)[2][0] == ["conversation_search", "memory_replace"]


async def test_what_was_refused_does_not_count_in_the_order(space):
    parent = rule("parent_last_tool", "conversation_search", children=["memory_insert"])
    talk = await space(insert("early"), search(), insert("late"), "Done", tool_rules=[parent])
    await talk.say("go")
    assert talk.block() == "Name: Ada\nlate"
    assert offered(talk)[0] == (["conversation_search", "memory_replace"], "auto")
    assert offered(talk)[2] == (["memory_insert"], "memory_insert")


async def test_an_output_decides_what_comes_next(space):
    mapping = rule("conditional", child_output_mapping={"Name: Ada\nyes": "conversation_search"})
    talk = await space(insert("yes"), search(), "Done", tool_rules=[mapping])
    await talk.say("go")
    assert offered(talk)[1] == (["conversation_search"], "conversation_search")


async def test_a_turn_goes_on_until_its_required_tool_was_called(space):
    talk = await space("Early", insert(), "Done", tool_rules=[rule("required_before_exit")])
    assert (await talk.say("go")).reason == "end_turn"
    reminder = next(m for m in talk.history() if "heartbeat" in m.text)
    assert (reminder.role, "memory_insert" in json.loads(reminder.text)["reason"]) == ("user", True)
    assert [role for role, _ in talk.said()] == [
        "user",
        "assistant",
        "user",
        "assistant",
        "tool",
        "assistant",
    ]


async def test_a_model_that_never_calls_its_required_tool_runs_out_of_steps(space):
    talk = await space("No", "No", "No", tool_rules=[rule("required_before_exit")])
    stopped = await talk.say("go", max_steps=2)
    assert (stopped.reason, stopped.steps) == ("max_steps", 2)
    assert talk.said()[-1] == ("assistant", "No")


async def test_a_terminal_tool_ends_the_turn_unless_it_failed_or_another_is_required(space):
    ends = rule("exit_loop")
    broken = ToolCall("bad", "memory_insert", "{}")
    talk = await space(broken, insert(), "never said", tool_rules=[ends])
    assert (await talk.say("go")).reason == "tool_rule"
    assert talk.block() == "Name: Ada\nx"
    talk = await space(
        insert(), search(), "Done", tool_rules=[ends, rule("required_before_exit", "conversation_search")]
    )
    assert (await talk.say("go")).reason == "end_turn"
    assert "memory_insert ends your turn." in talk.model.requests[0].messages[0].text


async def test_rules_about_order_allow_one_call_a_reply(space):
    calls = (insert("one", "a"), insert("two", "b"))
    talk = await space(
        calls, "Done", parallel_tool_calls=True, tool_rules=[rule("max_count_per_step", max_count_limit=9)]
    )
    await talk.say("go")
    assert talk.block() == "Name: Ada\none"


async def test_a_turn_that_is_gone_on_with_after_a_failure_remembers_its_calls(space):
    limit = rule("max_count_per_step", max_count_limit=1)
    talk = await space(insert("1"), Done(), insert("2"), "Done", tool_rules=[limit])
    assert (await talk.say("go", otid="o")).reason == "invalid_llm_response"
    assert (await talk.say("go", otid="o")).reason == "end_turn"
    assert talk.block() == "Name: Ada\n1"


async def test_rules_about_missing_tools_ask_for_nothing(space):
    absent = [rule("run_first", "absent"), rule("required_before_exit", "absent"), rule("exit_loop", "")]
    talk = await space("Done", tool_rules=absent)
    assert (await talk.say("go")).reason == "end_turn"
    assert "tool_rule" not in talk.model.requests[0].messages[0].text


async def test_rules_survive_export_and_import(space):
    from lettawasm import transfer
    from lettawasm.agentfile import parse

    rules = [
        rule("run_first", args={"label": "human"}), rule("requires_approval"), rule("exit_loop"),
        rule("conditional", child_output_mapping={"a": "b"}, default_child="c", require_output_mapping=True),
        rule("constrain_child_tools", children=["b"], child_arg_nodes=[{"name": "b", "args": {"x": 1}}]),
        rule("parent_last_tool", children=["b"]), rule("max_count_per_step", max_count_limit=3),
        rule("required_before_exit"), rule("continue_loop"),
    ]  # fmt: skip
    talk = await space(tool_rules=rules)
    file = parse(json.dumps(transfer.export(talk.store, talk.agent.id)))
    [copy] = await transfer.import_file(talk.store, talk.runtime.catalog, file, transfer.ImportOptions())
    assert talk.store.agents.get(copy).settings.tool_rules == talk.agent.settings.tool_rules
    assert len(talk.agent.settings.tool_rules) == len(rules)

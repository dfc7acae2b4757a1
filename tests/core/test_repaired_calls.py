"""Calls that a model wrote into its text: found in any form, told apart from talk, asked for again when broken."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.model import Done, Failed, TextDelta, ToolCall, ToolCallDelta, Usage
from lettawasm.small import mending
from lettawasm.small.repaired_calls import RepairedCalls
from tests.core.small import ASKED, Speaker, heard

CALL = '{"name": "memory_insert", "arguments": {"label": "human", "new_string": "Name: Ada"}}'
ARGUMENTS = {"label": "human", "new_string": "Name: Ada"}
IN_PYTHON = 'memory_insert(label="human", new_string="Name: Ada")'
SEP, SEC = "｜", "▁"

FORMS = {
    "hermes": f"<tool_call>\n{CALL}\n</tool_call>",
    "hermes, never closed": f"<tool_call>{CALL}",
    "hermes, in a list": f"<tool_call>[{CALL}]</tool_call>",
    "llama": f"<|python_tag|>{CALL.replace('arguments', 'parameters')}<|eom_id|>",
    "llama in python": f"<|python_tag|>memory_insert.call({IN_PYTHON.partition('(')[2]}",
    "llama, bare": CALL.replace("arguments", "parameters"),
    "llama, with a type": '{"type": "function", ' + CALL[1:],
    "llama's functions": f"<function=memory_insert>{json.dumps(ARGUMENTS)}</function>",
    "llama's list": f"[{IN_PYTHON}]",
    "mistral": f"[TOOL_CALLS][{CALL}]",
    "mistral, newer": f"[TOOL_CALLS]memory_insert{json.dumps(ARGUMENTS)}",
    "mistral, newest": f"[TOOL_CALLS]memory_insert[ARGS]{json.dumps(ARGUMENTS)}",
    "qwen coder": (
        "<tool_call>\n<function=memory_insert>\n<parameter=label>\nhuman\n</parameter>\n"
        "<parameter=new_string>\nName: Ada\n</parameter>\n</function>\n</tool_call>"
    ),
    "deepseek": (
        f"<{SEP}tool{SEC}calls{SEC}begin{SEP}><{SEP}tool{SEC}call{SEC}begin{SEP}>function<{SEP}tool{SEC}sep{SEP}>"
        f"memory_insert\n```json\n{json.dumps(ARGUMENTS)}\n```<{SEP}tool{SEC}call{SEC}end{SEP}>"
    ),
    "deepseek, newer": (
        f"<{SEP}tool{SEC}calls{SEC}begin{SEP}><{SEP}tool{SEC}call{SEC}begin{SEP}>memory_insert"
        f"<{SEP}tool{SEC}sep{SEP}>{json.dumps(ARGUMENTS)}<{SEP}tool{SEC}call{SEC}end{SEP}>"
    ),
    "kimi": (
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.memory_insert:0"
        f"<|tool_call_argument_begin|>{json.dumps(ARGUMENTS)}<|tool_call_end|>"
    ),
    "gemma's functions": (
        "<start_function_call>call:memory_insert"
        "{label:<escape>human<escape>,new_string:<escape>Name: Ada<escape>}<end_function_call>"
    ),
    "gemma's code": f"```tool_code\n{IN_PYTHON}\n```",
    "gemma's code, explained": f"```tool_code\n{IN_PYTHON}\n```\nI have noted it.",
    "phi": f"<|tool_call|>[{CALL}]<|/tool_call|>",
    "lfm": f"<|tool_call_start|>[{IN_PYTHON}]<|tool_call_end|>",
    "a fence": f"```json\n{CALL}\n```",
    "a fence without a language": f"```\n{CALL}\n```\n",
    "typescript": f"functions.memory_insert({json.dumps(ARGUMENTS)})",
    "python": IN_PYTHON,
    "python by place": 'memory_insert("human", "Name: Ada")',
    "openai": json.dumps({"tool_calls": [{"function": {"name": "memory_insert", "arguments": json.dumps(ARGUMENTS)}}]}),
    "flat": json.dumps({"tool": "memory_insert", **ARGUMENTS}),
    "the name as key": json.dumps({"memory_insert": ARGUMENTS}),
    "react": json.dumps({"action": "memory_insert", "action_input": ARGUMENTS}),
    "a comma too many": CALL.replace('Ada"', 'Ada",'),
    "single quotes": CALL.replace('"', "'"),
    "keys without quotes": "{name: 'memory_insert', arguments: {label: 'human', new_string: 'Name: Ada'}}",
    "brackets that never close": CALL[:-2],
    "a text that never closes": CALL[:-3],
}  # fmt: skip


@pytest.mark.parametrize("size", [1, 7, 1_000])
@pytest.mark.parametrize("form", FORMS)
async def test_a_call_in_any_form_is_a_call(form: str, size: int) -> None:
    reply = await heard(RepairedCalls(Speaker([FORMS[form]], size)))
    assert [(name, json.loads(arguments)) for name, arguments in reply.calls] == [
        ("memory_insert", ARGUMENTS)
    ]
    assert (reply.text, reply.done.finish_reason) == ("", "tool_calls")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('She said "hi" to me', 'She said "hi" to me'),
        ("two\nlines", "two\nlines"),
        ("it's Ada's", "it's Ada's"),
        ("a, b} c] d", "a, b} c] d"),
    ],
)
async def test_a_text_with_signs_that_json_forbids_is_read_as_meant(written: str, meant: str) -> None:
    call = CALL.replace("Name: Ada", written)
    reply = await heard(RepairedCalls(Speaker([f"<tool_call>{call}</tool_call>"])))
    assert json.loads(reply.calls[0][1])["new_string"] == meant


TALK = (
    "Hello, Ada! How are you?",
    'Here is JSON:\n{"name": "Ada", "age": 36}\nAnything else?',
    '{"city": "Paris"}',
    '```json\n{"name": "Ada", "arguments": [1]}\n```',
    "```python\nmemory_insert(label='human', new_string='x')\n```",
    "The <tool_call> tag marks a call, and so does [TOOL_CALLS] elsewhere.",
    "memory_insert adds a line to a block.",
    "memory_insert(label, new_string) adds a line to a block.",
    'To call it one writes {"name": "memory_insert", "arguments": {}} on a line.',
    '{"name": "memory_insert", "arguments": {}}\nis how a call looks.',
    "[1] A source\n[link](https://example.org)\n  indented {braces} and a < b",
    "functions.nothing({})",
    "`code` and ``` fences\n```\nplain\n```",
    "{",
    "<tool_ca",
    "```json",
    "",
    "   \n\n  memory\n",
)


@pytest.mark.parametrize("size", [1, 5, 1_000])
@pytest.mark.parametrize("text", TALK)
async def test_talk_stays_talk(text: str, size: int) -> None:
    model = Speaker([text], size)
    reply = await heard(RepairedCalls(model))
    assert (reply.text, reply.calls, len(model.requests)) == (text, [], 1)


async def test_what_can_be_no_call_is_told_at_once() -> None:
    text = 'Sure.\n{"a": 1} is JSON, <b> is HTML.\nmemory and more.'
    reply = await heard(RepairedCalls(Speaker([text], 1)))
    assert max(map(len, reply.pieces)) <= len("memory a")


async def test_text_before_a_call_is_told_while_the_call_is_held() -> None:
    reply = await heard(
        RepairedCalls(Speaker([f"I will note that.\n<tool_call>{CALL}</tool_call> Done: 1 line."], 4))
    )
    assert reply.text == "I will note that.\n"
    assert [name for name, _ in reply.calls] == ["memory_insert"]


async def test_several_calls_are_found_in_their_order() -> None:
    search = '{"name": "conversation_search", "arguments": {"query": "tea"}}'
    reply = await heard(
        RepairedCalls(Speaker([f"<tool_call>{CALL}</tool_call>\n<tool_call>{search}</tool_call>"]))
    )
    assert [name for name, _ in reply.calls] == ["memory_insert", "conversation_search"]


async def test_a_call_that_was_made_as_it_should_passes_untouched() -> None:
    call = ToolCall("call_1", "memory_insert", json.dumps(ARGUMENTS))
    done = Done(text="Noted: {", tool_calls=(call,), finish_reason="tool_calls", usage=Usage(10, 5))
    reply = await heard(RepairedCalls(Speaker([done])))
    assert (reply.done.tool_calls, reply.text) == ((call,), "Noted: {")


async def test_arguments_that_are_no_json_are_stored_as_they_were_meant() -> None:
    call = ToolCall("call_1", "functions.memory_insert", "{'label': 'human', 'new_string': 'Name: Ada',}")
    events = RepairedCalls(Speaker([Done(tool_calls=(call,), finish_reason="tool_calls")])).stream(ASKED)
    *_, done = [event async for event in events]
    assert isinstance(done, Done)
    assert [(one.name, json.loads(one.arguments)) for one in done.tool_calls] == [
        ("memory_insert", ARGUMENTS)
    ]


WRONG = {
    "save_memory": "<tool_call>{\"name\": \"save_memory\", \"arguments\": {}}</tool_call>",
    "new_string is missing": '<tool_call>{"name": "memory_insert", "arguments": {"label": "human"}}</tool_call>',
    "insert_line must be of type integer": CALL.replace('"Name: Ada"', '"x", "insert_line": "first"'),
    "can't be read": "<tool_call>{memory insert human}</tool_call>",
}  # fmt: skip


@pytest.mark.parametrize("why", WRONG)
async def test_a_call_that_cannot_be_made_is_asked_for_once_more_with_the_reason(why: str) -> None:
    model = Speaker([WRONG[why], FORMS["hermes"]])
    reply = await heard(RepairedCalls(model))
    first, again = model.requests
    assert again.messages[:-2] == first.messages
    assert again.messages[-2].text == WRONG[why] and why in again.messages[-1].text
    assert [name for name, _ in reply.calls] == ["memory_insert"]
    assert reply.done.usage == Usage(20, 10)


async def test_nobody_asks_a_third_time() -> None:
    model = Speaker([WRONG["save_memory"], WRONG["save_memory"], "never"])
    reply = await heard(RepairedCalls(model))
    assert (len(model.requests), reply.calls, reply.text) == (2, [], WRONG["save_memory"])


async def test_a_call_that_misses_its_schema_twice_is_made_so_that_its_tool_can_say_why() -> None:
    wrong = WRONG["new_string is missing"]
    reply = await heard(RepairedCalls(Speaker([wrong, wrong])))
    assert reply.calls == [("memory_insert", '{"label": "human"}')]


async def test_what_was_said_before_a_broken_call_is_said_once() -> None:
    broken, mended = f"I note it.\n{WRONG['save_memory']}", f"I note it.\n{FORMS['hermes']}"
    reply = await heard(RepairedCalls(Speaker([broken, mended])))
    assert (reply.text, len(reply.calls)) == ("I note it.\n", 1)


async def test_an_answer_without_a_call_is_told_after_a_broken_one() -> None:
    reply = await heard(RepairedCalls(Speaker([f"I try.\n{WRONG['save_memory']}", "I can't note that."])))
    assert (reply.text, reply.calls) == ("I try.\n\n\nI can't note that.", [])


async def test_a_failure_ends_it() -> None:
    failed = Failed("server_error", "It is down.")
    events = [event async for event in RepairedCalls(Speaker([WRONG["save_memory"], failed])).stream(ASKED)]
    assert events == [failed]


async def test_without_tools_nothing_is_held() -> None:
    events = [e async for e in RepairedCalls(Speaker([CALL], 9)).stream(replace(ASKED, tools=()))]
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == CALL
    assert not any(isinstance(e, ToolCallDelta) for e in events)


SCRAPS = st.sampled_from(
    [*'{}[]"`<>|(:, \n', "tool_call", "memory_insert", "name", "```json\n", "[TOOL_CALLS]", "x"]
)


@given(st.lists(SCRAPS, max_size=25).map("".join), st.integers(1, 9))
async def test_any_text_is_told_the_same_however_it_is_cut(text: str, size: int) -> None:
    whole, cut = [await heard(RepairedCalls(Speaker([text] * 2, one))) for one in (1_000, size)]
    assert (whole.text, whole.calls) == (cut.text, cut.calls)
    assert whole.text.endswith(text) or whole.calls


LEAVES = st.none() | st.booleans() | st.integers() | st.text()
LISTS = st.lists(
    st.recursive(LEAVES, lambda one: st.lists(one) | st.dictionaries(st.text(), one), max_leaves=8)
)


@given(LISTS)
def test_strict_json_keeps_its_value(value: object) -> None:
    assert mending.read(json.dumps(value)) == (value, "")


@given(st.text("{}[]\"'\\:,\n abu10/*", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        mending.read("{" + text)

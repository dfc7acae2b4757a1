"""What a Letta server says of agents and messages is read as it is meant, whatever else stands in it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm import agentfile
from lettawasm.homecoming.letta_agents import file_of, messages, stays_behind

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CALL = {"name": "bake", "arguments": "{}", "tool_call_id": "call-1"}
WIRES: list[dict[str, Any]] = [
    {
        "id": "m-1",
        "message_type": "user_message",
        "date": "2025-06-01T08:00:00+00:00",
        "content": "Hi",
        "name": "Ole",
    },
    {
        "id": "m-2",
        "message_type": "reasoning_message",
        "date": "2025-06-01T08:00:01+00:00",
        "reasoning": "Hm.",
    },
    {
        "id": "m-2",
        "message_type": "assistant_message",
        "date": "2025-06-01T08:00:01+00:00",
        "content": "Hello",
    },
    {
        "id": "m-2",
        "message_type": "tool_call_message",
        "date": "2025-06-01T08:00:01+00:00",
        "tool_call": CALL,
    },
    {
        "id": "m-3",
        "message_type": "tool_return_message",
        "tool_return": "rye",
        "status": "error",
        "tool_call_id": "call-1",
    },
    {"id": "m-4", "message_type": "summary_message", "summary": "They baked."},
    {"id": "m-5", "message_type": "approval_response_message", "approve": True},
    {"id": "m-6", "message_type": "hidden_reasoning_message", "state": "redacted"},
]
STATE: dict[str, Any] = {
    "id": "agent-1",
    "name": "Ole",
    "agent_type": "letta_v1_agent",
    "system": "You bake.",
    "llm_config": {"model": "tiny", "context_window": 8_000},
    "tags": ["baker"],
    "tool_rules": [{"type": "exit_loop", "tool_name": "bake"}, {"type": "exit_loop", "tool_name": "fetch"}],
    "blocks": [{"id": "block-1", "label": "human", "value": "Ole", "limit": 100, "project_id": "p"}],
    "tools": [
        {"id": "tool-1", "name": "bake", "tool_type": "custom", "source_code": "def bake(): ..."},
        {"id": "tool-2", "name": "fetch", "tool_type": "external_mcp"},
    ],
    "secrets": [{"key": "A", "value": ""}],
}


def test_the_parts_of_a_message_are_put_together_again() -> None:
    found = list(messages(WIRES))
    assert [(entry.id, entry.role) for entry, _ in found if entry] == [
        ("m-1", "user"),
        ("m-2", "assistant"),
        ("m-3", "tool"),
        ("m-4", "summary"),
        ("m-5", "assistant"),
        ("m-6", "assistant"),
    ]
    assert [left_out for _, left_out in found if left_out] == [
        ["approval_response_message"],
        ["hidden_reasoning_message"],
    ]
    whole = found[1][0]
    assert whole is not None
    assert whole.content == [
        {"type": "reasoning", "reasoning": "Hm."},
        {"type": "text", "text": "Hello"},
    ]
    assert [(call.id, call.function.name) for call in whole.tool_calls or ()] == [("call-1", "bake")]


def test_an_agent_is_told_in_the_words_of_an_agent_file() -> None:
    reading = agentfile.examine(file_of(STATE))
    assert reading.file is not None
    [agent] = reading.file.agents
    assert (agent.name, agent.block_ids, agent.tool_ids) == ("Ole", ["block-1"], ["tool-1"])
    assert [rule.tool_name for rule in agent.tool_rules or ()] == ["bake"]
    assert reading.left_out == ()
    assert list(stays_behind(STATE)) == [
        "1 secrets, whose values no server tells",
        "tools of MCP servers (fetch): add the servers here, and attach them",
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WIRES), max_size=4), st.data())
def test_a_message_of_any_form_is_read_or_counted(wires: list[dict[str, Any]], data: st.DataObject) -> None:
    keys = st.sampled_from(
        ["id", "message_type", "date", "content", "tool_call", "tool_calls", "name", "summary"]
    )
    changed = [{**wire, data.draw(keys): data.draw(JSON)} for wire in wires]
    for entry, left_out in messages(changed):
        assert entry is not None or left_out


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(STATE)), JSON)
def test_a_state_of_any_form_is_an_agent_or_has_a_reason(key: str, value: Any) -> None:
    state = {**STATE, key: value}
    reading = agentfile.examine(file_of(state))
    assert reading.file is not None or reading.problems.lines()
    assert all(isinstance(words, str) for words in stays_behind(state))


@pytest.mark.parametrize("value", [None, [], {}])
def test_nothing_is_nothing(value: Any) -> None:
    assert list(messages([])) == []
    assert file_of({"blocks": value, "memory": value})["blocks"] == []

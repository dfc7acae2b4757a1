"""Agents: what each type means, and what a request to make one may say."""

import pytest

from lettawasm import agents
from lettawasm.agent_state import agent_state
from lettawasm.errors import NotOffered
from lettawasm.kinds import KINDS
from lettawasm.model import ToolCall
from lettawasm.schemas.agents import AgentCreate, AgentUpdate
from lettawasm.schemas.tools import ApprovalRule

from .conftest import MakeSpace, Space


def names(space: Space) -> set[str]:
    return {tool.name for tool in space.store.tools.of_agent(space.agent.id)}


def prompt(space: Space) -> str:
    return str(space.store.recall.context(space.agent.id)[0].text)


@pytest.mark.parametrize("agent_type", KINDS)
async def test_a_new_agent_has_its_types_tools_and_answers(space: MakeSpace, agent_type: str) -> None:
    talk = await space("Done.", agent_type=agent_type)
    assert names(talk) == set(KINDS[agent_type].tools)
    assert (await talk.say("hi")).reason == "end_turn"
    assert talk.model.requests[0].messages[-1].text == "hi"


@pytest.mark.parametrize("agent_type", KINDS)
async def test_without_base_tools_it_has_those_it_was_given(space: MakeSpace, agent_type: str) -> None:
    talk = await space(agent_type=agent_type, include_base_tools=False, tools=["archival_memory_insert"])
    assert names(talk) == {"archival_memory_insert"}


@pytest.mark.parametrize("agent_type", ["memgpt_agent", "memgpt_v2_agent"])
async def test_who_speaks_by_tool_must_call_one_and_goes_on_until_it_speaks(
    space: MakeSpace, agent_type: str
) -> None:
    search = ToolCall("1", "conversation_search", '{"query": "tea"}')
    speech = ToolCall("2", "send_message", '{"message": "Nothing about tea."}')
    talk = await space(search, speech, agent_type=agent_type)
    assert (await talk.say("What do I drink?")).reason == "tool_rule"
    assert [request.tool_choice for request in talk.model.requests] == ["required", "required"]
    rules = {(rule.tool_name, rule.type) for rule in talk.agent.settings.tool_rules}
    assert ("send_message", "exit_loop") in rules
    assert ("conversation_search", "continue_loop") in rules


@pytest.mark.parametrize("agent_type", ["react_agent", "workflow_agent"])
async def test_who_has_no_memory_in_its_prompt_keeps_its_blocks(space: MakeSpace, agent_type: str) -> None:
    talk = await space(agent_type=agent_type)
    assert "<memory_blocks>" not in prompt(talk)
    assert talk.block() == "Name: Ada"


async def test_a_workflow_begins_each_turn_with_an_empty_context(space: MakeSpace) -> None:
    talk = await space("One.", "Two.", agent_type="workflow_agent")
    await talk.say("first")
    await talk.say("second")
    assert [message.text for message in talk.model.requests[1].messages[1:]] == ["second"]
    assert talk.said() == [
        ("user", "first"),
        ("assistant", "One."),
        ("user", "second"),
        ("assistant", "Two."),
    ]


async def test_a_workflow_can_be_told_to_remember(space: MakeSpace) -> None:
    talk = await space("One.", "Two.", agent_type="workflow_agent", message_buffer_autoclear=False)
    await talk.say("first")
    await talk.say("second")
    assert len(talk.model.requests[1].messages) == 4


async def test_base_rules_can_be_asked_for_and_left_out(space: MakeSpace) -> None:
    asked = await space(include_base_tool_rules=True)
    assert {rule.type for rule in asked.agent.settings.tool_rules} == {"continue_loop"}
    without = await space(agent_type="memgpt_agent", include_base_tool_rules=False)
    assert without.agent.settings.tool_rules == []


async def test_a_rule_that_was_given_stands_once(space: MakeSpace) -> None:
    given = {"type": "exit_loop", "tool_name": "send_message"}
    talk = await space(agent_type="memgpt_agent", tool_rules=[given])
    rules = [(rule.tool_name, rule.type) for rule in talk.agent.settings.tool_rules]
    assert rules.count(("send_message", "exit_loop")) == 1
    assert rules[0] == ("send_message", "exit_loop")


async def test_an_agent_can_begin_with_messages(space: MakeSpace) -> None:
    sequence = [{"role": "user", "content": "I am Ada"}, {"role": "assistant", "content": "Hello, Ada!"}]
    talk = await space("Ada.", initial_message_sequence=sequence)
    assert talk.said() == [("user", "I am Ada"), ("assistant", "Hello, Ada!")]
    await talk.say("Who am I?")
    assert [m.text for m in talk.model.requests[0].messages[1:]] == ["I am Ada", "Hello, Ada!", "Who am I?"]


@pytest.mark.parametrize("fields", [{"agent_type": "voice_convo_agent"}, {"from_template": "a:latest"}])
async def test_what_is_not_offered_is_refused_and_nothing_is_made(
    space: MakeSpace, fields: dict[str, str]
) -> None:
    talk = await space()
    with pytest.raises(NotOffered):
        await talk.create(**fields)
    assert talk.store.agents.count() == 1


async def test_how_much_a_model_thinks_is_kept(space: MakeSpace) -> None:
    talk = await space(
        reasoning=True,
        max_reasoning_tokens=500,
        model_settings={"reasoning": {"reasoning_effort": "high"}, "top_p": 0.5},
    )
    config = talk.agent.settings.llm_config
    assert (config.enable_reasoner, config.max_reasoning_tokens, config.reasoning_effort) == (
        True,
        500,
        "high",
    )
    assert agent_state(talk.store, talk.agent)["model_settings"]["top_p"] == 0.5


async def test_a_tools_own_gate_stands_beside_the_rules_asked_for(space: MakeSpace) -> None:
    talk = await space()
    talk.store.tools.put("archival_memory_insert", {"default_requires_approval": True})
    made = await talk.create(tools=["archival_memory_insert"], tool_rules=[])
    assert ApprovalRule(tool_name="archival_memory_insert") in made.settings.tool_rules


async def test_an_agent_can_be_told_all_at_once(space: MakeSpace) -> None:
    talk = await space()
    everything = {
        "name": "new", "system": "Be brief.", "tags": ["t"], "description": "d", "metadata": {"a": 1},
        "timezone": "Europe/Berlin", "hidden": True, "secrets": {"K": "v"}, "context_window_limit": 9_000,
        "max_tokens": 100, "parallel_tool_calls": True, "message_buffer_autoclear": True, "project_id": "p",
        "response_format": {"type": "json_object"}, "embedding": "a/b", "compaction_settings": None,
    }  # fmt: skip
    changed = await agents.update(
        talk.store, talk.runtime.catalog, talk.agent.id, AgentUpdate.model_validate(everything)
    )
    state = agent_state(talk.store, changed)
    made = await agents.create(
        talk.store,
        talk.runtime.catalog,
        AgentCreate.model_validate({"model": "scripted/model", **everything}),
    )
    new = agent_state(talk.store, made)
    own = {"id", "created_at", "updated_at", "blocks", "memory", "message_ids", "secrets"}
    own |= {"tool_exec_environment_variables"}
    assert {key: value for key, value in state.items() if key not in own} == {
        key: value for key, value in new.items() if key not in own
    }

"""The small profile: the same memory and the same tools, in so few words that a small model has room to think."""

from typing import Any

import pytest

from lettawasm import system_message
from lettawasm.context import tool_tokens
from lettawasm.memory.profile import is_small
from lettawasm.schemas.agents import AgentSettings, LlmConfig
from lettawasm.schemas.model_options import ModelOptions
from lettawasm.tokens import estimate_tokens

EMPTY = [{"label": "human", "value": ""}, {"label": "persona", "value": "", "limit": 300}]


def settings(**config: Any) -> AgentSettings:
    return AgentSettings(
        system="", llm_config=LlmConfig(**{"model": "m", "context_window": 32_000, **config})
    )


@pytest.mark.parametrize(
    ("config", "profile", "expected"),
    [
        ({}, "auto", False),
        ({"context_window": 8_192}, "auto", True),
        ({"handle": "webllm/Qwen3"}, "auto", True),
        ({"provider_name": "wllama"}, "auto", True),
        ({}, "small", True),
        ({"context_window": 4_096}, "full", False),
    ],
)
def test_a_narrow_window_or_an_engine_in_the_tab_makes_the_profile_small(
    config: Any, profile: Any, expected: bool
) -> None:
    chosen = settings(**config).model_copy(update={"model_options": ModelOptions(profile=profile)})
    assert is_small(chosen) is expected


async def prompt_and_tools(space: Any, **fields: Any) -> tuple[str, Any]:
    talk = await space("ok", window=8_000, memory_blocks=EMPTY, **fields)
    await talk.say("hello")
    request = talk.model.requests[0]
    return request.messages[0].text, request.tools


@pytest.mark.parametrize("agent_type", ["letta_v1_agent", "memgpt_v2_agent", "memgpt_agent"])
async def test_it_takes_about_four_hundred_tokens(space: Any, agent_type: str) -> None:
    rules = {"include_base_tool_rules": False}
    prompt, tools = await prompt_and_tools(space, agent_type=agent_type, **rules)
    assert estimate_tokens(prompt) + tool_tokens(tools) <= 440
    full, all_tools = await prompt_and_tools_of_the_full(space, agent_type)
    assert estimate_tokens(full) + tool_tokens(all_tools) > 700


async def prompt_and_tools_of_the_full(space: Any, agent_type: str) -> tuple[str, Any]:
    talk = await space("ok", memory_blocks=EMPTY, agent_type=agent_type, include_base_tool_rules=False)
    await talk.say("hello")
    return talk.model.requests[0].messages[0].text, talk.model.requests[0].tools


async def test_it_names_every_block_with_its_limit_and_how_to_remember_search_and_forget(space: Any) -> None:
    prompt, tools = await prompt_and_tools(space, tools=["archival_memory_insert", "archival_memory_search"])
    for words in ("<human> (0 of ", "<persona> (0 of 300 characters)", "</persona>"):
        assert words in prompt
    for tool in tools:
        assert tool.name in prompt
    assert {tool.name for tool in tools} == {
        *("memory_insert", "memory_replace", "conversation_search"),
        *("archival_memory_insert", "archival_memory_search"),
    }


async def test_tools_that_simpler_ones_cover_are_left_out_unless_a_rule_demands_them(space: Any) -> None:
    _, tools = await prompt_and_tools(space, agent_type="memgpt_agent")
    names = {tool.name for tool in tools}
    assert {"core_memory_append", "core_memory_replace"} < names and not names & {
        "memory",
        "memory_apply_patch",
    }
    rule = {"type": "required_before_exit", "tool_name": "memory_apply_patch"}
    _, tools = await prompt_and_tools(space, agent_type="memgpt_agent", tool_rules=[rule])
    assert "memory_apply_patch" in {tool.name for tool in tools}


async def test_a_persons_own_instructions_stay(space: Any) -> None:
    prompt, _ = await prompt_and_tools(space, system="Speak like a pirate.")
    assert prompt.startswith("Speak like a pirate.\n\nYour memory blocks:")


async def test_the_agent_is_still_shown_with_all_its_instructions(space: Any) -> None:
    talk = await space("ok", window=8_000)
    wide = await space("ok")
    assert talk.agent.settings.system == wide.agent.settings.system
    assert wide.agent.settings.system not in system_message.compiled(talk.store, talk.agent)


async def test_another_profile_is_another_version_of_the_prompt(space: Any) -> None:
    talk = await space("one", "two", "three")
    await talk.say("hello")
    for profile in ("small", "full"):
        agent = talk.store.agents.get(talk.agent.id)
        options = ModelOptions(profile=profile)
        talk.store.agents.update(agent.id, agent.settings.model_copy(update={"model_options": options}))
        await talk.say("again")
    full, small, full_again = [request.messages[0].text for request in talk.model.requests]
    assert len(small) < len(full) * 0.6
    assert _without_times(full_again) == _without_times(full)
    prompt = talk.history()[0]
    assert talk.store.versions.chain(prompt.id).number == 3


def _without_times(prompt: str) -> str:
    return prompt.partition("<memory_metadata>")[0]

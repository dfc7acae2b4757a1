"""Letta's settings of one provider and another, as the model is asked in the end."""

from typing import Any

import pytest

from lettawasm.model import ModelRequest, Reasoning
from tests.core.conftest import MakeSpace

FORM = {"type": "json_object"}


async def asked(space: MakeSpace, **settings: Any) -> ModelRequest:
    talk = await space("ok", model_settings=settings)
    await talk.say("hi")
    return talk.model.requests[0]


@pytest.mark.parametrize(
    ("settings", "reasoning"),
    [
        ({}, None),
        ({"provider_type": "openai", "reasoning": {"reasoning_effort": "high"}}, Reasoning("high")),
        ({"provider_type": "anthropic", "effort": "max"}, Reasoning("max")),
        (
            {"provider_type": "anthropic", "thinking": {"type": "enabled", "budget_tokens": 2_000}},
            Reasoning(None, 2_000),
        ),
        ({"provider_type": "anthropic", "thinking": {"type": "disabled", "budget_tokens": 2_000}}, None),
        (
            {
                "provider_type": "google_ai",
                "thinking_config": {"include_thoughts": True, "thinking_budget": 900},
            },
            Reasoning(None, 900),
        ),
        ({"provider_type": "google_ai", "thinking_config": {"include_thoughts": False}}, None),
        ({"thinking": "hard", "thinking_config": 1, "effort": 5}, None),
        ({"thinking": {"type": "enabled", "budget_tokens": "many"}}, Reasoning()),
    ],
)
async def test_a_wish_to_think_reaches_the_model_in_any_providers_words(
    space: MakeSpace, settings: dict[str, Any], reasoning: Reasoning | None
) -> None:
    assert (await asked(space, **settings)).reasoning == reasoning


@pytest.mark.parametrize("name", ["response_format", "response_schema"])
async def test_so_does_the_form_of_replies(space: MakeSpace, name: str) -> None:
    assert (await asked(space, **{name: FORM})).response_format == FORM


async def test_so_do_the_plain_numbers(space: MakeSpace) -> None:
    request = await asked(space, temperature=0.25, max_output_tokens=123, parallel_tool_calls=True)
    assert (request.temperature, request.max_tokens, request.parallel_tool_calls) == (0.25, 123, True)

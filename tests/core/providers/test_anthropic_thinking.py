"""How Anthropic's models are asked to think, and get their thoughts back."""

import json
from typing import Any

import pytest

from lettawasm.model import Reasoning
from lettawasm.providers.anthropic.request import encode
from tests.core.providers.messages_api import ANTHROPIC, learned, refusal, text, turns
from tests.core.providers.prompts import asked, called, replied, returned, said
from tests.core.providers.spoken import Answer, Server, provider

LAYOUT = json.dumps([["thinking", 2, "seal"], ["redacted_thinking", "dark"], ["text", 2], ["call"], ["call"]])
THOUGHTS = [
    {"type": "thinking", "thinking": "hm", "signature": "seal"},
    {"type": "redacted_thinking", "data": "dark"},
]


@pytest.mark.parametrize(
    ("fields", "thoughts"),
    [
        ({}, THOUGHTS),
        ({"reasoning": "hm, changed"}, []),
        ({"signature": None, "reasoning": ""}, []),
        ({"signature": "of another kind"}, []),
    ],
    ids=["as it was", "thoughts changed", "unsigned", "unreadable"],
)
def test_thoughts_come_back_exactly_as_they_were_or_not_at_all(fields: Any, thoughts: Any) -> None:
    reply = replied("ok", called("a"), **{"reasoning": "hm", "signature": LAYOUT, **fields})
    [_, (_, sent), _] = turns(asked(said("hi"), reply, returned("a")))
    assert [block for block in sent if "thinking" in block["type"]] == thoughts
    assert [block["type"] for block in sent if "thinking" not in block["type"]] == ["text", "tool_use"]


def test_thoughts_stay_where_a_text_was_shortened() -> None:
    reply = replied("o… [cut]", called("a"), reasoning="hm", signature=LAYOUT)
    [_, (_, sent), _] = turns(asked(said("hi"), reply, returned("a")))
    assert sent[:3] == [*THOUGHTS, text("o… [cut]")]


@pytest.mark.parametrize(
    ("wish", "sent"),
    [
        (None, None),
        (Reasoning("none"), None),
        (Reasoning("minimal"), ({"type": "adaptive", "display": "summarized"}, {"effort": "low"})),
        (Reasoning("max"), ({"type": "adaptive", "display": "summarized"}, {"effort": "max"})),
        (Reasoning(None), ({"type": "adaptive", "display": "summarized"}, None)),
        (Reasoning("high", 500), ({"type": "enabled", "budget_tokens": 1024}, None)),
    ],
)
def test_a_wish_to_think_is_one_of_effort_or_of_a_budget(wish: Reasoning | None, sent: Any) -> None:
    body = encode(asked(reasoning=wish, temperature=0.5))
    assert (body["thinking"], body.get("output_config")) == sent if sent else "thinking" not in body
    assert ("temperature" in body) == (sent is None)


async def test_an_older_model_gets_a_budget_and_room_for_it() -> None:
    first, second = await learned(
        asked(reasoning=Reasoning("medium"), max_tokens=500),
        "thinking: Input tag 'adaptive' found using 'type' does not match any of the expected tags",
    )
    assert first["thinking"]["type"] == "adaptive"
    assert (second["thinking"], second["max_tokens"]) == (
        {"type": "enabled", "budget_tokens": 8192},
        500 + 8192,
    )
    assert "output_config" not in second


async def test_a_newer_model_takes_no_budget() -> None:
    message = (
        '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and effort.'
    )
    _, second = await learned(asked(reasoning=Reasoning("low", 2_000)), message)
    assert second["thinking"]["type"] == "adaptive"


async def test_a_model_that_does_not_think_is_asked_without() -> None:
    *_, last = await learned(
        asked(reasoning=Reasoning("low")), "adaptive thinking is not supported", "thinking is not supported"
    )
    assert "thinking" not in last


@pytest.mark.parametrize("choice", ["required", "roll"])
def test_nobody_thinks_who_has_to_call_a_tool(choice: str) -> None:
    assert "thinking" not in encode(asked(tool_choice=choice, reasoning=Reasoning("high")))


def test_no_model_begins_to_think_between_a_call_and_the_answer_to_its_return() -> None:
    turn = (said("hi"), replied("", called("a")), returned("a"))
    assert "thinking" not in encode(asked(*turn, reasoning=Reasoning(None, 2_000)))
    signed = replied("", called("a"), reasoning="hm", signature=LAYOUT)
    assert "thinking" in encode(asked(turn[0], signed, turn[2], reasoning=Reasoning(None, 2_000)))


async def test_thoughts_that_are_refused_are_left_out_this_time_only() -> None:
    reply = replied("ok", reasoning="hm", signature="models.test/v1/messages#model " + LAYOUT)
    request = asked(said("hi"), reply, said("and?"))
    refused = refusal("messages.1.content.0: Invalid `signature` in `thinking` block")
    good = Answer([ANTHROPIC.stream("text")])
    server = Server(refused, good, good)
    speaking = provider(ANTHROPIC, server)
    for _ in range(2):
        assert [event async for event in speaking.stream(request)]
    assert ["seal" in json.dumps(body) for body in server.bodies] == [True, False, True]

"""Tokens and dollars over REST: what was spent, and prices of one's own."""

from typing import Any

import pytest
from letta_client import APIStatusError, Letta

from tests.model_server import ModelServer, Say

PRICES = "/v1/spending/prices"
TINY = "scripted/tiny"


def test_what_was_spent_is_told_by_day_agent_and_model(letta: Letta, model: ModelServer) -> None:
    agent = letta.agents.create(model=TINY)
    model.script(Say("Hi", usage={"prompt_tokens": 1_000, "completion_tokens": 100}))
    letta.agents.messages.create(agent.id, input="hello")
    body = {"model": TINY, "price": {"input": 10, "output": 100}}
    told: Any = letta.put(PRICES, body=body, cast_to=object)
    assert told["own"][TINY]["output"] == 100
    spent: Any = letta.get("/v1/spending", options={"params": {"agent_id": agent.id}}, cast_to=object)
    assert [(row["model"], row["steps"], row["dollars"]) for row in spent["rows"]] == [(TINY, 1, 0.02)]
    assert spent["dollars"] == 0.02
    letta.put(PRICES, body={"model": TINY}, cast_to=object)
    assert TINY not in letta.get(PRICES, cast_to=object)["own"]  # type: ignore[index]
    letta.agents.delete(agent.id)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"model": "tiny"},
        {"model": TINY, "price": {"input": -1, "output": 1}},
        {"model": TINY, "price": 3},
    ],
)
def test_what_is_no_price_is_refused(letta: Letta, body: dict[str, Any]) -> None:
    with pytest.raises(APIStatusError) as caught:
        letta.put(PRICES, body=body, cast_to=object)
    assert caught.value.status_code == 422

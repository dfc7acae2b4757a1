"""Choosing models: providers and their connections, and models that stand in for each other."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import (
    BadRequestError,
    Letta,
    NotFoundError,
    UnprocessableEntityError,
)
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say, Status

from .bare import get, patch, post, put
from .conftest import OFFLINE, SCRIPTED

NO_KEY = Status(401, {"error": {"message": "No such key"}})
NOBODY = "provider-00000000-0000-4000-8000-000000000000"


@pytest.fixture
def frail(letta: Letta, model: ModelServer) -> Iterator[Any]:
    """A provider that a test may break."""
    body = {"name": "frail", "provider_type": "openai", "base_url": model.url, "api_key": "sk-one"}
    made = post(letta, "/v1/providers/", body)
    yield made
    letta.delete(f"/v1/providers/{made['id']}", cast_to=object)


def test_options_of_a_model_are_told_and_changed(letta: Letta, agent: AgentState) -> None:
    path = f"/v1/agents/{agent.id}/model-options"
    plain = {"fallbacks": [], "windows": {}, "profile": "auto", "tool_calls": "auto"}
    assert get(letta, path) == plain
    changed = patch(letta, path, {"fallbacks": [OFFLINE], "profile": "small"})
    assert (changed["fallbacks"], changed["profile"]) == ([OFFLINE], "small")
    assert get(letta, path) == changed
    for wrong, error in (
        ({"fallbacks": [SCRIPTED]}, BadRequestError),
        ({"fallbacks": ["nobody/model"]}, NotFoundError),
        ({"profile": "huge"}, UnprocessableEntityError),
    ):
        with pytest.raises(error):
            patch(letta, path, wrong)
    assert get(letta, path) == changed
    assert patch(letta, path, {"fallbacks": None, "profile": None}) == plain


def test_a_conversation_goes_on_when_its_model_fails_and_comes_back(
    letta: Letta, agent: AgentState, model: ModelServer, frail: Any
) -> None:
    letta.agents.update(agent.id, model="frail/tiny")
    patch(letta, f"/v1/agents/{agent.id}/model-options", {"fallbacks": [OFFLINE]})
    model.script(Say("Here I am"))
    said = letta.agents.messages.create(agent.id, input="Are you there?").messages[-1]
    assert said.to_dict()["content"] == "Here I am"

    model.script(NO_KEY)
    answer = letta.agents.messages.create(agent.id, input="And now?")
    step = letta.steps.retrieve(answer.messages[-1].step_id or "")
    assert (step.api_model_handle, step.status) == (OFFLINE, "success")
    [switch] = letta.steps.metrics.retrieve(step.id).to_dict()["fallbacks"]  # type: ignore[misc]
    assert (switch["from"], switch["to"], switch["reason"]) == ("frail/tiny", OFFLINE, "auth")  # type: ignore[index]
    asked = len(model.requests)
    letta.agents.messages.create(agent.id, input="Still?")
    assert len(model.requests) == asked  # nobody runs into the same failure again at once

    patch(letta, f"/v1/providers/{frail['id']}", {"api_key": "sk-two"})
    model.script(Say("Back again"))
    said = letta.agents.messages.create(agent.id, input="And now?").messages[-1]
    assert said.to_dict()["content"] == "Back again"


def test_a_stream_tells_of_the_switch_to_whoever_listens_for_it(
    letta: Letta, agent: AgentState, model: ModelServer, frail: Any
) -> None:
    letta.agents.update(agent.id, model="frail/tiny")
    patch(letta, f"/v1/agents/{agent.id}/model-options", {"fallbacks": [OFFLINE]})
    model.script(NO_KEY)
    with letta.agents.messages.stream(agent.id, input="Hello!", stream_tokens=True) as chunks:
        told = [chunk.to_dict() for chunk in chunks]
    [note] = [one["fallback"] for one in told if "fallback" in one]
    assert isinstance(note, dict)
    assert (note["to"], "key" in str(note["message"])) == (OFFLINE, True)
    assert any(one["message_type"] == "assistant_message" for one in told)


def test_servers_that_people_often_use_are_told(letta: Letta) -> None:
    presets = {one["name"]: one for one in get(letta, "/v1/providers/presets")}
    assert presets["ollama"]["base_url"] == "http://localhost:11434/v1"
    assert "OLLAMA_ORIGINS" in presets["ollama"]["allow"]
    assert presets["anthropic"]["provider_type"] == "anthropic"


def test_models_are_offered_with_their_place_and_price(letta: Letta, model: ModelServer, frail: Any) -> None:
    price = {"input": 1.5, "output": 6.0, "cached_input": None, "cache_write": None}
    put(letta, "/v1/spending/prices", {"model": "frail/tiny", "price": price})
    offers = {one["handle"]: one for one in get(letta, "/v1/models/offers")}
    assert (offers["frail/tiny"]["place"], offers["frail/tiny"]["price"]) == ("near", price)
    assert (offers[OFFLINE]["place"], offers[OFFLINE]["price"]["input"]) == ("here", 0)
    put(letta, "/v1/spending/prices", {"model": "frail/tiny"})
    offers = {one["handle"]: one for one in get(letta, "/v1/models/offers")}
    assert offers["frail/tiny"]["price"] is None


def test_a_connection_is_examined(letta: Letta, model: ModelServer, frail: Any) -> None:
    model.script(Say("OK"))
    asked = {"provider_id": frail["id"], "model": "tiny"}
    told = post(letta, "/v1/providers/diagnose", asked)
    assert told["ok"], told
    assert [one["check"] for one in told["findings"]][-3:] == ["api", "model", "reply"]
    [*_, last] = post(letta, "/v1/providers/diagnose", {**asked, "model": "tinny"})["findings"]
    assert (last["cause"], last["suggestion"]) == ("no_such_model", "tiny")
    with pytest.raises(UnprocessableEntityError):
        post(letta, "/v1/providers/diagnose", {})


def test_a_key_is_checked(letta: Letta, model: ModelServer, frail: Any) -> None:
    valid = {"message": "Valid api key for provider_type=openai"}
    body = {"provider_type": "openai", "base_url": model.url, "api_key": "sk-one"}
    assert post(letta, "/v1/providers/check", body) == valid
    assert post(letta, f"/v1/providers/{frail['id']}/check", {}) == valid
    with pytest.raises(NotFoundError):
        post(letta, f"/v1/providers/{NOBODY}/check", {})


def test_a_provider_of_two_apis_speaks_the_one_that_is_chosen(letta: Letta, model: ModelServer) -> None:
    body = {"name": "other", "provider_type": "openai", "base_url": model.url, "api": "responses"}
    made = post(letta, "/v1/providers/", body)
    path = f"/v1/providers/{made['id']}"
    said = letta.agents.create(model="other/tiny")
    letta.agents.messages.create(said.id, input="Hello")
    assert model.requests[-1].path == "/v1/responses"
    assert patch(letta, path, {"api": None})["api"] is None
    letta.agents.messages.create(said.id, input="Hello")
    assert model.requests[-1].path == "/v1/chat/completions"
    with pytest.raises(UnprocessableEntityError):
        post(letta, "/v1/providers/", {**body, "name": "third", "provider_type": "anthropic"})
    letta.agents.delete(said.id)
    letta.delete(path, cast_to=object)

"""The types of providers: where their servers are, and how they are spoken to."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, get_args

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.providers.kinds import KINDS, connect
from lettawasm.schemas.providers import Provider, ProviderType
from lettawasm.testing import NoNetwork, host
from tests.model_server import ModelServer

OTHERS = {"anthropic": "AnthropicMessages", "google_ai": "Gemini"}


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(replace(host(), transport=HttpxTransport()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/v1") as client:
        yield client


async def made(http: httpx.AsyncClient, provider_type: str, **fields: Any) -> Any:
    return (
        await http.post("/providers", json={"name": "mine", "provider_type": provider_type, **fields})
    ).json()


def test_every_type_is_known() -> None:
    assert set(KINDS) == set(get_args(ProviderType))


@pytest.mark.parametrize("provider_type", KINDS)
async def test_a_type_has_its_usual_address_and_its_dialect(
    http: httpx.AsyncClient, provider_type: str
) -> None:
    told = await made(http, provider_type)
    assert (told["base_url"], told["api"]) == (KINDS[provider_type].base_url, None)
    spoken = connect(Provider.model_validate(told), None, NoNetwork())
    assert (spoken.provider_type, type(spoken.dialect).__name__) == (
        provider_type,
        OTHERS.get(provider_type, "ChatCompletions"),
    )


async def test_responses_are_spoken_where_that_is_chosen(http: httpx.AsyncClient) -> None:
    told = await made(http, "openai", api="responses")
    assert type(connect(Provider.model_validate(told), None, NoNetwork()).dialect).__name__ == "Responses"
    changed = (await http.patch(f"/providers/{told['id']}", json={"api": None})).json()
    assert changed == {**told, "api": None, "updated_at": changed["updated_at"]}
    changed = (await http.patch(f"/providers/{told['id']}", json={"api": "chat_completions"})).json()
    assert changed["api"] == "chat_completions"


async def test_what_has_one_api_has_no_choice(http: httpx.AsyncClient) -> None:
    body = {"name": "mine", "provider_type": "anthropic", "api": "responses"}
    assert (await http.post("/providers", json=body)).status_code == 422
    told = await made(http, "anthropic")
    refused = await http.patch(f"/providers/{told['id']}", json={"api": "responses"})
    assert refused.status_code == 422
    assert (await http.get(f"/providers/{told['id']}")).json() == told


@pytest.mark.parametrize("provider_type", ["azure", "bedrock", "OpenAI", ""])
async def test_a_type_that_is_not_offered_is_refused(http: httpx.AsyncClient, provider_type: str) -> None:
    body = {"name": "mine", "provider_type": provider_type}
    assert (await http.post("/providers", json=body)).status_code == 422
    assert (await http.get("/providers")).json() == []


async def test_the_types_models_are_listed_and_configured_under_it(
    http: httpx.AsyncClient, server: ModelServer
) -> None:
    await made(http, "ollama", base_url=server.url)
    [model] = [one for one in (await http.get("/models")).json() if one["provider_name"] == "mine"]
    assert (model["provider_type"], model["handle"]) == ("ollama", "mine/tiny")
    agent = (await http.post("/agents", json={"model": "mine/tiny"})).json()
    assert agent["llm_config"]["model_endpoint_type"] == "ollama"
    answer = (await http.post(f"/agents/{agent['id']}/messages", json={"input": "hello"})).json()
    assert answer["messages"][0]["content"].endswith("hello")
    moved = (await http.get("/providers")).json()[0]
    await http.patch(f"/providers/{moved['id']}", json={"api": "responses"})
    await http.post(f"/agents/{agent['id']}/messages", json={"input": "hello"})
    assert [request.path for request in server.requests] == ["/v1/chat/completions", "/v1/responses"]

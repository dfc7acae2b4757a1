"""The types of providers: where their servers are, and how they are spoken to."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import urlsplit

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.errors import LettaError, Misconfigured, Unprocessable
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.model import ChatMessage, Failed, ModelRequest, Text
from lettawasm.ports import HttpRequest, HttpResponse
from lettawasm.providers.arriving import ArrivingProvider
from lettawasm.providers.kinds import KINDS, connect
from lettawasm.providers.presets import PRESETS, Preset
from lettawasm.schemas.providers import Provider, ProviderType, must_have_api
from lettawasm.testing import NoNetwork, ScriptedProvider, host
from tests.model_server import ModelServer, Say

OTHERS = {"anthropic": "AnthropicMessages", "google_ai": "Gemini", "letta": "LettaHome"}


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(replace(host(), transport=HttpxTransport()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/v1") as client:
        yield client


async def made(http: httpx.AsyncClient, provider_type: str, **fields: Any) -> Any:
    return (
        await http.post("/providers", json={"name": "mine", "provider_type": provider_type} | fields)
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
    told = await made(http, "vllm", api="responses")
    spoken = connect(Provider.model_validate(told), None, NoNetwork())
    assert (spoken.provider_type, type(spoken.dialect).__name__) == ("vllm", "Responses")
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


async def test_a_name_that_somebody_has_gets_a_number_where_that_is_wished_for() -> None:
    always = host()
    app = create_app(replace(always, providers={**always.providers, "openai": ScriptedProvider()}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/v1") as http:
        body = {"name": "openai", "provider_type": "openai"}
        assert (await http.post("/providers", json=body)).status_code == 400
        names = [(await made(http, **body, numbered=True))["name"] for _ in range(2)]
        assert names == ["openai-2", "openai-3"]
        assert (await made(http, "ollama", name="mine", numbered=True))["name"] == "mine"
        assert len((await made(http, "ollama", name="a" * 64, numbered=True))["name"]) == 64
        assert len((await made(http, "ollama", name="a" * 64, numbered=True))["name"]) <= 64


CHAT = "/chat/completions"
ASKED = {  # where a message goes from each of the presets
    "ollama": "http://localhost:11434/v1" + CHAT,
    "lmstudio": "http://localhost:1234/v1" + CHAT,
    "llama-server": "http://localhost:8080/v1" + CHAT,
    "jan": "http://localhost:1337/v1" + CHAT,
    "vllm": "http://localhost:8000/v1" + CHAT,
    "sglang": "http://localhost:30000/v1" + CHAT,
    "openai": "https://api.openai.com/v1" + CHAT,
    "anthropic": "https://api.anthropic.com/v1/messages",
    "gemini": "https://generativelanguage.googleapis.com/v1beta/models/some:streamGenerateContent?alt=sse",
    "letta": "https://api.letta.com/v1/agents/some/messages/stream",
    "openrouter": "https://openrouter.ai/api/v1" + CHAT,
    "groq": "https://api.groq.com/openai/v1" + CHAT,
    "mistral": "https://api.mistral.ai/v1" + CHAT,
    "deepseek": "https://api.deepseek.com/v1" + CHAT,
    "together": "https://api.together.xyz/v1" + CHAT,
    "fireworks": "https://api.fireworks.ai/inference/v1" + CHAT,
    "cerebras": "https://api.cerebras.ai/v1" + CHAT,
    "xai": "https://api.x.ai/v1" + CHAT,
    "hugging-face": "https://router.huggingface.co/v1" + CHAT,
    "letta-server": "https://own.example/v1/agents/some/messages/stream",
    "custom": "https://own.example/v1" + CHAT,
}
KEY_HEADERS = {"anthropic": ("x-api-key", "sk-1"), "gemini": ("x-goog-api-key", "sk-1")}
APART = {"anthropic", "gemini", "letta", "letta-server"}  # these have one API alone


@pytest.mark.parametrize("api", [None, "responses"])
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
async def test_a_preset_leads_to_its_address_with_its_key_in_its_place(
    preset: Preset, api: str | None
) -> None:
    if api and preset.name in APART:
        with pytest.raises(Unprocessable):
            must_have_api(preset.provider_type, "responses")
        return
    transport = Answering()
    app: Any = create_app(replace(host(), transport=transport))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/v1") as http:
        url = preset.base_url or "https://own.example/v1"
        await made(http, preset.provider_type, base_url=url, api=api, api_key="sk-1")
    provider, _ = app.state.runtime.catalog.writer("mine/some", 8_000)
    said = ChatMessage("user", (Text("hello"),))
    [failed] = [event async for event in provider.stream(ModelRequest("some", (said,)))]
    assert isinstance(failed, Failed)
    sent = next(each for each in transport.requests if each.method == "POST")
    assert sent.url == (ASKED[preset.name].replace(CHAT, "/responses") if api else ASKED[preset.name])
    header, value = KEY_HEADERS.get(preset.name, ("authorization", "Bearer sk-1"))
    keys = {name: sent.headers.get(name) for name in ("authorization", "x-api-key", "x-goog-api-key")}
    assert {name: told for name, told in keys.items() if told} == {header: value}
    assert (preset.name == "anthropic") == ("anthropic-dangerous-direct-browser-access" in sent.headers)


class Answering:
    """A transport that answers by the end of the path, and keeps what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.requests = answers, list[HttpRequest]()

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        asked = urlsplit(request.url).path.rpartition("/")[2].rpartition(":")[2]
        known = self.answers.get(asked)

        async def chunks() -> AsyncIterator[bytes]:
            yield json.dumps(known).encode()

        async def close() -> None: ...

        return HttpResponse(404 if known is None else 200, {}, chunks(), close)


GEMINI = {
    "models": [
        {"name": "models/gemini-talks", "supportedGenerationMethods": ["generateContent"]},
        {"name": "models/gemini-embeds", "supportedGenerationMethods": ["embedContent"]},
    ]
}


async def test_geminis_embedders_are_offered_and_asked_in_its_own_way() -> None:
    vectors = {"embeddings": [{"values": [3, 4]}, {"values": [0, 2]}]}
    transport = Answering(models=GEMINI, batchEmbedContents=vectors)
    app: Any = create_app(replace(host(), transport=transport))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/v1") as http:
        await made(http, "google_ai", api_key="sk-gemini")
    catalog = app.state.runtime.catalog
    assert await catalog.embedding_models() == ["mine/gemini-embeds"]
    embedder = catalog.embedder("mine/gemini-embeds", 2)
    assert (embedder.handle, embedder.is_strong) == ("mine/gemini-embeds", True)
    assert await embedder.embed(["one", "two"]) == [[0.6, 0.8], [0.0, 1.0]]
    asked = transport.requests[-1]
    assert asked.url.endswith("/v1beta/models/gemini-embeds:batchEmbedContents")
    assert asked.headers["x-goog-api-key"] == "sk-gemini"
    assert json.loads(asked.body or b"")["requests"][1] == {
        "model": "models/gemini-embeds",
        "content": {"parts": [{"text": "two"}]},
    }
    transport.answers["batchEmbedContents"] = {"embeddings": [7]}
    with pytest.raises(LettaError, match="Gemini"):
        await embedder.embed(["one"])


async def test_openais_embedders_stay_where_responses_are_spoken(server: ModelServer) -> None:
    server.models = [{"id": "letters-embed"}, {"id": "tiny"}]
    app: Any = create_app(replace(host(), transport=HttpxTransport()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/v1") as http:
        await made(http, "openai", base_url=server.url, api="responses")
    catalog = app.state.runtime.catalog
    assert await catalog.embedding_models() == ["mine/letters-embed"]
    [vector] = await catalog.embedder("mine/letters-embed", 26).embed(["zzzz"])
    assert vector[-1] == pytest.approx(1, abs=0.01)
    assert [request.path for request in server.requests] == ["/v1/embeddings"]


async def test_a_provider_without_embedders_says_so() -> None:
    app: Any = create_app(replace(host(), transport=Answering()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/v1") as http:
        await made(http, "anthropic")
    catalog = app.state.runtime.catalog
    assert await catalog.embedding_models() == []
    with pytest.raises(LettaError, match="'mine' has no models that make vectors"):
        await catalog.embedder("mine/claude", 0).embed(["one"])


HALF_A_CALL = Say(calls=[("memory_insert", '{"label": "human", "new_string": "Likes tea"')])


@pytest.mark.parametrize(("provider_type", "memory"), [("openai", "Ada"), ("ollama", "Ada\nLikes tea")])
async def test_models_of_a_persons_own_server_are_helped_with_their_calls(
    http: httpx.AsyncClient, server: ModelServer, provider_type: str, memory: str
) -> None:
    await made(http, provider_type, base_url=server.url)
    body = {"model": "mine/tiny", "memory_blocks": [{"label": "human", "value": "Ada"}]}
    agent = (await http.post("/agents", json=body)).json()["id"]
    server.script(HALF_A_CALL, Say("Noted"))
    await http.post(f"/agents/{agent}/messages", json={"input": "I like tea"})
    block = (await http.get(f"/agents/{agent}/core-memory/blocks/human")).json()
    assert block["value"] == memory


async def test_what_cannot_arrive_is_said_and_tried_again_later() -> None:
    arrivals = iter([ImportError("offline")] * 3)

    def make() -> ScriptedProvider:
        if error := next(arrivals, None):
            raise error
        return ScriptedProvider("here")

    provider = ArrivingProvider("mine", make)
    [failed] = [event async for event in provider.stream(ModelRequest("tiny", ()))]
    assert isinstance(failed, Failed)
    assert (failed.kind, "Go online" in failed.message) == ("unreachable", True)
    assert await provider.embedding_models() == []
    with pytest.raises(Misconfigured, match="Go online"):
        await provider.embedder("letters-embed", 0).embed(["one"])
    assert (await provider.models())[0].name == "model"


async def test_a_model_whose_window_holds_no_agent_is_not_offered(
    http: httpx.AsyncClient, server: ModelServer
) -> None:
    await made(http, "openai", base_url=server.url)
    narrow, endless = {"id": "narrow", "max_model_len": 1_024}, {"id": "endless", "max_model_len": 10**9}
    server.models = [*server.models, narrow, endless]
    listed = {each["handle"]: each["max_context_window"] for each in (await http.get("/models/")).json()}
    assert "mine/narrow" not in listed
    assert listed["mine/endless"] == 10_000_000
    refused = await http.post("/agents", json={"model": "mine/narrow"})
    assert (refused.status_code, "1,024" in refused.text) == (400, True)

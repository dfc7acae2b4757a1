"""What a server's settings may say, and how it is told that one is not right."""

import json
from typing import Any

import pytest

from lettawasm.api import create_app
from lettawasm.db import SqliteDriver
from lettawasm.errors import Misconfigured
from lettawasm.model import ChatMessage, Done, Failed, ModelEvent, ModelRequest, Text
from lettawasm.ports import Host
from lettawasm.providers.openai import OpenAIProvider
from lettawasm.relay import settings
from lettawasm.relay.outside import Outside, open_outside
from lettawasm.relay.settings import Caps
from lettawasm.testing import NoNetwork, TickingClock
from tests.core.relay_bed import KEY, Bed, env
from tests.model_server import Cut, ModelServer, Say, Status

GOOD = {"name": "mine", "base_url": "https://api.example.com/v1", "key": "MINE_KEY", "models": ["tiny"]}


def read(providers: Any = None, **variables: str) -> settings.Settings:
    text = providers if isinstance(providers, str) else json.dumps(providers or [GOOD])
    return settings.read({"LETTAWASM_PROVIDERS": text, "MINE_KEY": KEY, **variables})


def test_nothing_has_to_be_set() -> None:
    nothing = settings.read({})
    assert (nothing.providers, nothing.keys) == ((), {})
    assert nothing.caps.space.requests and nothing.caps.token.tokens
    assert "@cf/openai/gpt-oss-120b" in [model.name for model in nothing.ai_models]


def test_a_model_may_bring_its_price_and_window() -> None:
    priced = {"name": "big", "input_price": 2.5, "output_price": 10, "context_window": 64_000}
    [provider] = read([{**GOOD, "models": ["gpt-4o-mini", priced]}]).providers
    small, big = provider.models
    assert (small.window, small.input_price) == (128_000, 0)
    assert (big.window, big.input_price, big.output_price) == (64_000, 2.5, 10)


def test_caps_that_are_not_named_stay_as_they_are() -> None:
    caps = read(LETTAWASM_CAPS='{"space": {"dollars": 1}}').caps
    assert caps.space == Caps(dollars=1)
    assert caps.token.requests == 2_000


def test_a_search_service_is_where_it_usually_is_or_where_one_s_own_is() -> None:
    assert settings.read({}).search is None
    usual = settings.read({"LETTAWASM_SEARCH": '{"service": "exa", "key": "EXA"}', "EXA": KEY})
    assert usual.search and (usual.search.base_url, usual.search_key) == ("https://api.exa.ai", KEY)
    own = settings.read({"LETTAWASM_SEARCH": '{"service": "searxng", "base_url": "http://10.0.0.5:8080"}'})
    assert own.search and (own.search.base_url, own.search_key) == ("http://10.0.0.5:8080", "")


@pytest.mark.parametrize(
    ("search", "place"),
    [
        ("brave", "LETTAWASM_SEARCH is not JSON"),
        ('{"service": "bing"}', "LETTAWASM_SEARCH.service"),
        ('{"service": "brave"}', "LETTAWASM_SEARCH.key has to name"),
        (json.dumps({"service": "brave", "key": KEY}), "LETTAWASM_SEARCH.key names no secret"),
        ('{"service": "searxng"}', "LETTAWASM_SEARCH.base_url"),
        ('{"service": "searxng", "base_url": "http://me:pass@10.0.0.5"}', "LETTAWASM_SEARCH.base_url"),
        ('{"service": "searxng", "base_url": "http://a.b", "price": -1}', "LETTAWASM_SEARCH.price"),
    ],
)
def test_what_is_wrong_with_a_search_service_is_named(search: str, place: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        settings.read({"LETTAWASM_SEARCH": search})
    assert place in str(caught.value) and KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("providers", "place"),
    [
        ("[", "LETTAWASM_PROVIDERS is not JSON"),
        ("{}", "LETTAWASM_PROVIDERS is"),
        ([{**GOOD, "models": []}], "LETTAWASM_PROVIDERS[0].models"),
        (
            [{**GOOD, "models": [{"name": "a", "input_price": -1}]}],
            "LETTAWASM_PROVIDERS[0].models[0].input_price",
        ),
        ([{k: v for k, v in GOOD.items() if k != "models"}], "LETTAWASM_PROVIDERS[0].models"),
        ([GOOD, {**GOOD, "name": "other", "base_url": "ftp://x"}], "LETTAWASM_PROVIDERS[1].base_url"),
        ([{**GOOD, "base_url": "https://a@b.example/v1"}], "LETTAWASM_PROVIDERS[0].base_url"),
        ([{**GOOD, "api_key": KEY}], "LETTAWASM_PROVIDERS[0].api_key"),
        ([{**GOOD, "key": KEY}], "LETTAWASM_PROVIDERS[0].key"),
        ([{**GOOD, "key": "UNSET"}], "LETTAWASM_PROVIDERS[0].key"),
        ([{**GOOD, "key": "ODD_KEY"}], "LETTAWASM_PROVIDERS[0].key"),
        ([GOOD, GOOD], "LETTAWASM_PROVIDERS[1].name"),
        ([{**GOOD, "name": "workers-ai"}], "LETTAWASM_PROVIDERS[0].name"),
        ([{**GOOD, "name": "a/b"}], "LETTAWASM_PROVIDERS[0].name"),
    ],
)
def test_what_is_not_right_is_named_by_its_place_and_no_value_is_told(providers: Any, place: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        read(providers, ODD_KEY="sk-sécret")
    assert caught.value.status == 503
    assert place in str(caught.value)
    assert KEY not in str(caught.value)
    assert "sécret" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "text", "place"),
    [
        ("LETTAWASM_CAPS", '{"space": {"request": 1}}', "LETTAWASM_CAPS.space.request"),
        ("LETTAWASM_CAPS", '{"space": {"tokens": -1}}', "LETTAWASM_CAPS.space.tokens"),
        ("LETTAWASM_CAPS", '{"max_tokens": 0}', "LETTAWASM_CAPS.max_tokens"),
        ("LETTAWASM_CAPS", '{"space": {"dollars": NaN}}', "LETTAWASM_CAPS is not JSON"),
        ("LETTAWASM_AI_MODELS", "[]", "LETTAWASM_AI_MODELS"),
        ("LETTAWASM_AI_MODELS", "[7]", "LETTAWASM_AI_MODELS[0]"),
    ],
)
def test_other_variables_are_named_too(variable: str, text: str, place: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        read(**{variable: text})
    assert place in str(caught.value)


def test_a_key_is_in_no_printed_value() -> None:
    outside = opened(read_env := env("https://api.example.com/v1"))
    assert KEY in read_env.values()
    assert KEY not in repr(outside) + repr(settings.read(read_env)) + repr(outside.providers)


# What the settings give to a space


def opened(variables: dict[str, str]) -> Outside:
    return open_outside(variables, SqliteDriver(), TickingClock(), NoNetwork())


async def test_the_models_of_a_provider_are_those_on_its_list() -> None:
    own = opened(env("https://api.example.com/v1")).providers["mine"]
    assert [model.handle for model in await own.models()] == ["mine/tiny", "mine/small"]


async def test_a_person_may_add_a_provider_at_a_listed_host_alone() -> None:
    clock, driver = TickingClock(), SqliteDriver()
    outside = open_outside({"LETTAWASM_HOSTS": "extra.example"}, driver, clock, NoNetwork())
    host = Host(driver, clock, outside.transport, outside.providers, admit=outside.admit)
    bed = Bed({})
    bed.app = create_app(host)

    async def post(path: str, method: str, **body: str) -> tuple[int, Any]:
        reply = await bed.ask(body, path=path, method=method)
        return reply.status, reply.json

    new = {"name": "mine", "provider_type": "openai", "api_key": KEY}
    status, refused = await post("/v1/providers/", "POST", **new, base_url="http://169.254.169.254/v1")
    assert (status, "LETTAWASM_HOSTS" in refused["detail"]) == (400, True)
    status, added = await post("/v1/providers/", "POST", **new, base_url="https://extra.example/v1")
    assert status == 200
    path = f"/v1/providers/{added['id']}"
    assert (await post(path, "PATCH", base_url="https://evil.example/v1"))[0] == 400


async def test_a_model_at_a_refused_address_fails_without_being_tried_again() -> None:
    outside = opened({})
    provider = OpenAIProvider("old", "http://10.0.0.1/v1", None, outside.transport)
    [failed] = await ask(provider)
    assert isinstance(failed, Failed) and failed.kind == "bad_request"
    assert "LETTAWASM_HOSTS" in failed.message


# What agents use counts for their space


async def ask(provider: Any, model: str = "tiny") -> list[ModelEvent]:
    request = ModelRequest(model, (ChatMessage("user", (Text("hello"),)),))
    return [event async for event in provider.stream(request)]


async def test_an_agent_pays_from_the_same_day_as_the_relay() -> None:
    with ModelServer() as server:
        bed = Bed(env(server.url, {"space": {"requests": 2}}))
        own = bed.outside.providers["mine"]
        server.script(Say("Hi"))
        assert isinstance((await ask(own))[-1], Done)
        assert await bed.used() == (1, 18, 0.000025)
        server.script(Status(400))
        assert isinstance((await ask(own))[-1], Failed)
        assert await bed.used() == (2, 18, 0.000025)
        [failed] = await ask(own)
    assert isinstance(failed, Failed)
    assert (failed.kind, failed.status) == ("quota", 429)
    assert "2 requests" in failed.message


async def test_a_turn_that_breaks_off_is_paid_for_what_was_seen() -> None:
    with ModelServer() as server:
        bed = Bed(env(server.url))
        server.script(Cut(after=3))
        assert isinstance((await ask(bed.outside.providers["mine"]))[-1], Failed)
        assert 5 < (await bed.used())[1] < 60


async def test_a_turn_that_is_stopped_is_paid_for_what_was_seen() -> None:
    with ModelServer() as server:
        bed = Bed(env(server.url))
        server.script(Say("one two three four"))
        request = ModelRequest("tiny", (ChatMessage("user", (Text("hello"),)),))
        events = bed.outside.providers["mine"].stream(request)
        await anext(events)
        await events.aclose()  # type: ignore[attr-defined]
        assert 5 < (await bed.used())[1] < 60

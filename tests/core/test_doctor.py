"""The connection doctor: each thing that can be wrong, with a server that behaves so, is named with its remedy."""

import ssl
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from socket import create_server
from typing import Any

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.ports import HttpRequest, HttpResponse, Permission, Surroundings, Transport, TransportError
from lettawasm.testing import host
from tests.certificate import certificate
from tests.core.odd_server import LIST, OddServer, Page
from tests.model_server import ModelServer, Say, Status, refusing_url

KEY = "sk-canary-0123456789"


class Ward:
    """The API of a space, and short words for asking its doctor."""

    def __init__(self, transport: Transport | None = None, surroundings: Surroundings | None = None) -> None:
        way = transport or HttpxTransport()

        async def look() -> Surroundings:
            assert surroundings
            return surroundings

        around = look if surroundings else None
        self.app: Any = create_app(replace(host(), transport=way, surroundings=around))
        app = httpx.ASGITransport(self.app)
        self.http = httpx.AsyncClient(transport=app, base_url="http://test/v1", timeout=30)

    async def examine(self, base_url: str, **fields: Any) -> Any:
        answer = await self.http.post("/providers/diagnose", json={"base_url": base_url, **fields})
        assert answer.status_code == 200, answer.text
        assert KEY not in answer.text
        return answer.json()

    async def cause(self, base_url: str, **fields: Any) -> Any:
        """The last finding, which is the one that isn't ok."""
        diagnosis = await self.examine(base_url, **fields)
        *before, last = diagnosis["findings"]
        assert not diagnosis["ok"] and all(finding["ok"] for finding in before)
        assert last["message"] and last["remedy"]
        return last


@pytest.fixture
async def ward() -> AsyncIterator[Ward]:
    made = Ward()
    yield made
    await made.http.aclose()


# -- what is well --------------------------------------------------------------------------------------


async def test_a_sound_connection_passes_every_check(ward: Ward, server: ModelServer) -> None:
    server.script(Say("OK"))
    told = await ward.examine(server.url, model="tiny")
    assert told["ok"]
    assert [finding["check"] for finding in told["findings"]] == ["connection", "api", "model", "reply"]
    assert server.requests[-1].json["max_tokens"] == 16


async def test_without_a_model_nobody_is_asked_for_a_word(ward: Ward, server: ModelServer) -> None:
    told = await ward.examine(server.url)
    assert [finding["message"] for finding in told["findings"]][-1] == "It has the model tiny."
    assert server.requests == []


async def test_a_configured_provider_is_examined_with_its_key(ward: Ward) -> None:
    with OddServer({"/v1/models": Page(key=KEY)}) as server:
        made = await ward.http.post(
            "/providers",
            json={
                "name": "mine",
                "provider_type": "openai",
                "base_url": server.url + "/v1",
                "api_key": KEY,
            },
        )
        asked = {"provider_id": made.json()["id"]}
        told = (await ward.http.post("/providers/diagnose", json=asked)).json()
        assert told["ok"]
        path = f"/providers/{made.json()['id']}/check"
        assert (await ward.http.post(path)).json() == {"message": "Valid api key for provider_type=openai"}


# -- the way -------------------------------------------------------------------------------------------


async def test_a_server_that_is_not_running(ward: Ward) -> None:
    last = await ward.cause(refusing_url(), provider_type="ollama")
    assert (last["check"], last["cause"]) == ("connection", "not_running")
    assert "ollama serve" in last["remedy"]


async def test_a_name_that_nobody_knows(ward: Ward) -> None:
    last = await ward.cause("http://model.invalid/v1")
    assert last["cause"] == "dns"
    assert "model.invalid" in last["message"]


async def test_a_certificate_that_nobody_believes(ward: Ward, tmp_path: Path) -> None:
    with create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_shake_hands, args=(listening, certificate(tmp_path)), daemon=True).start()
        last = await ward.cause(f"https://127.0.0.1:{listening.getsockname()[1]}/v1")
    assert last["cause"] == "tls"


def _shake_hands(listening: Any, context: ssl.SSLContext) -> None:
    connection, _ = listening.accept()
    try:
        context.wrap_socket(connection, server_side=True)
    except OSError:
        connection.close()


async def test_a_server_that_hangs_up(ward: Ward) -> None:
    with create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=lambda: listening.accept()[0].close(), daemon=True).start()
        last = await ward.cause(f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
    assert last["cause"] == "not_compatible"


class Failing:
    """A transport to which always the same happens."""

    def __init__(self, kind: str, detail: str = "") -> None:
        self._kind, self._detail = kind, detail

    async def send(self, request: HttpRequest) -> HttpResponse:
        raise TransportError(self._kind, self._detail)


@pytest.mark.parametrize(
    ("transport", "cause"),
    [
        (Failing("timeout"), "timeout"),
        (Failing("refused", "It isn't on the list."), "not_allowed"),
        (Failing("locked", "The vault is locked."), "locked"),
        (Failing("unreachable", "Something"), "unreachable"),
    ],
)
async def test_what_a_host_says_of_the_way(transport: Transport, cause: str) -> None:
    last = await Ward(transport=transport).cause("https://api.example.com/v1")
    assert (last["check"], last["cause"]) == ("connection", cause)


# -- a page --------------------------------------------------------------------------------------------


@dataclass
class Around:
    """A page's surroundings as they are told to be."""

    origin: str = "https://chat.example"
    online: bool = True
    permission: Permission = "granted"
    at_loopback: Permission | None = None  # where it is another one
    somebody: bool = False

    def is_online(self) -> bool:
        return self.online

    async def local_network(self, at_loopback: bool) -> Permission:
        return self.at_loopback if at_loopback and self.at_loopback else self.permission

    async def answers(self, url: str) -> bool:
        return self.somebody


LOCAL, REMOTE = "http://localhost:11434/v1", "https://api.example.com/v1"


@pytest.mark.parametrize(
    ("around", "base_url", "cause", "remedy"),
    [
        (Around(online=False), REMOTE, "offline", "on this device"),
        (Around(), REMOTE, "unreachable", "typing mistake"),
        (Around(), LOCAL, "not_running", "ollama serve"),
        (Around(online=False), LOCAL, "not_running", "ollama serve"),
        (Around(somebody=True), LOCAL, "cors", "OLLAMA_ORIGINS=https://chat.example"),
        (Around(somebody=True), "http://localhost:1234/v1", "cors", "Enable CORS"),
        (Around(somebody=True), REMOTE, "cors", "Access-Control-Allow-Origin: https://chat.example"),
        (Around(), "http://192.168.1.5:8080/v1", "not_running", "port"),
        (Around(permission="prompt"), "http://nas.lan:11434/v1", "local_network", "Allow it"),
        (Around(permission="denied"), "http://192.168.1.5:11434/v1", "local_network", "site settings"),
        (Around(permission="denied", at_loopback="granted"), LOCAL, "not_running", "ollama serve"),
        (Around(permission="unknown"), "http://192.168.1.5:11434/v1", "mixed_content", "Chrome"),
        (Around(), "http://api.example.com/v1", "mixed_content", "https"),
        (Around("https://chat.lan", permission="prompt"), "http://nas.lan/v1", "not_running", "port"),
        (Around("https://chat.lan", permission="unknown"), "http://nas.lan/v1", "mixed_content", "https"),
        (Around(permission="denied"), LOCAL, "local_network", "site settings"),
        (Around(permission="prompt"), LOCAL, "local_network", "Allow it"),
        (Around(origin="http://localhost:8283", permission="prompt"), LOCAL, "not_running", "ollama serve"),
        (Around(origin="http://chat.lan", permission="unknown"), "http://nas.lan/v1", "not_running", "port"),
    ],
)
async def test_what_stands_between_a_page_and_a_server(
    around: Around, base_url: str, cause: str, remedy: str
) -> None:
    ward = Ward(transport=Failing("unreachable", "TypeError: Failed to fetch"), surroundings=around)
    last = await ward.cause(base_url)
    assert last["cause"] == cause
    assert remedy in last["remedy"]


# -- the answer ----------------------------------------------------------------------------------------

WEB_PAGE = Page("<!doctype html><title>Welcome</title>")


@pytest.mark.parametrize(
    ("pages", "path", "better"),
    [
        ({"/v1/models": Page()}, "", "/v1"),
        ({"/v1/models": Page(), "/models": WEB_PAGE, "/": WEB_PAGE}, "/", "/v1"),
        ({"/v1/models": Page()}, "/v1/chat/completions", "/v1"),
        ({"/v1/models": Page()}, "/v1/v1", "/v1"),
        ({"/api/v1/models": Page()}, "", "/api/v1"),
        ({"/deep/v1/models": Page()}, "/deep", "/deep/v1"),
        ({"/v1/models": Page(key=KEY)}, "", "/v1"),
    ],
)
async def test_an_api_at_another_path_is_found(
    ward: Ward, pages: dict[str, Page], path: str, better: str
) -> None:
    with OddServer(pages) as server:
        last = await ward.cause(server.url + path)
        assert (last["cause"], last["suggestion"]) == ("base_path", server.url + better)


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        (WEB_PAGE, "not_compatible"),
        (Page({"hello": "world"}), "not_compatible"),
        (Page("", 302, {"location": "https://elsewhere.example/"}), "redirect"),
        (
            Page(
                {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}, 429
            ),
            "quota",
        ),
        (Page({"error": {"message": "Slow down"}}, 429), "rate_limit"),
        (Page({"error": {"message": "Oh"}}, 500), "server_error"),
        (Page({"data": []}), "no_models"),
    ],
)
async def test_what_a_server_answers_instead(ward: Ward, page: Page, cause: str) -> None:
    with OddServer({"/v1/models": page}) as server:
        assert (await ward.cause(server.url + "/v1"))["cause"] == cause


async def test_a_wrong_key_and_none_at_all(ward: Ward) -> None:
    with OddServer({"/v1/models": Page(key="sk-right")}) as server:
        base_url = server.url + "/v1"
        assert (await ward.cause(base_url))["cause"] == "no_key"
        wrong = await ward.cause(base_url, api_key=KEY)
        assert (wrong["check"], wrong["cause"]) == ("key", "key")
        assert (await ward.examine(base_url, api_key="sk-right"))["ok"]


async def test_a_key_that_is_missing_is_made_at_the_providers_page(ward: Ward) -> None:
    class Refusing:
        async def send(self, request: HttpRequest) -> HttpResponse:
            return _document(401, b'{"error": {"message": "No key"}}')

    last = await Ward(transport=Refusing()).cause("https://api.openai.com/v1")
    assert "platform.openai.com/api-keys" in last["remedy"]


def _document(status: int, body: bytes) -> HttpResponse:
    async def chunks() -> AsyncIterator[bytes]:
        yield body

    async def close() -> None: ...

    return HttpResponse(status, {}, chunks(), close)


# -- the model -----------------------------------------------------------------------------------------


async def test_a_model_that_is_not_there_has_likely_neighbours(ward: Ward) -> None:
    names = ["llama3.2:3b", "qwen3:4b", "qwen3:8b", "mistral"]
    with OddServer({"/v1/models": Page({"data": [{"id": name} for name in names]})}) as server:
        last = await ward.cause(server.url + "/v1", model="qwen3:8B-instruct")
    assert (last["cause"], last["suggestion"]) == ("no_such_model", "qwen3:8b")


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (Status(401, {"error": {"message": "Not this model"}}), "key"),
        (Status(404, {"error": {"message": "The model is not loaded"}}), "no_such_model"),
        (Status(400, {"error": {"message": "Strange"}}), "model_failed"),
        (Status(402), "quota"),
    ],
)
async def test_a_model_that_does_not_reply(
    ward: Ward, server: ModelServer, reply: Status, cause: str
) -> None:
    server.script(reply)
    last = await ward.cause(server.url, model="tiny", api_key=KEY)
    assert (last["check"], last["cause"]) == ("reply", cause)


async def test_a_window_too_small_for_the_agent(ward: Ward, server: ModelServer) -> None:
    agent = (await ward.http.post("/agents", json={"model": "scripted/model"})).json()
    server.models = [{"id": "tiny", "max_model_len": 1_000}]
    last = await ward.cause(server.url, model="tiny", agent_id=agent["id"])
    assert (last["check"], last["cause"]) == ("context", "context_too_small")
    server.models = [{"id": "tiny", "max_model_len": 128_000}]
    told = await ward.examine(server.url, model="tiny", agent_id=agent["id"])
    assert [finding["check"] for finding in told["findings"]][-2:] == ["context", "reply"]


async def test_a_server_without_a_list_is_believed_when_its_model_replies(ward: Ward) -> None:
    class NoList(HttpxTransport):
        async def send(self, request: HttpRequest, at: str | None = None) -> HttpResponse:
            if request.method == "GET":
                return _document(404, b'{"error": {"message": "Not found"}}')
            return await super().send(request, at)

    with ModelServer() as server:
        told = await Ward(transport=NoList()).examine(server.url, model="tiny")
    assert told["ok"]
    assert [finding["check"] for finding in told["findings"]] == ["connection", "reply"]


# -- Letta's check, and the presets --------------------------------------------------------------------


async def test_letta_s_check_tells_a_good_key_from_a_bad_one_and_a_bad_server(ward: Ward) -> None:
    with OddServer({"/v1/models": Page(LIST, key=KEY)}) as server:
        body = {"provider_type": "openai", "base_url": server.url + "/v1", "api_key": KEY}
        good = await ward.http.post("/providers/check", json=body)
        assert (good.status_code, good.json()) == (
            200,
            {"message": "Valid api key for provider_type=openai"},
        )
        bad = await ward.http.post("/providers/check", json={**body, "api_key": "sk-other"})
        assert bad.status_code == 401
        gone = await ward.http.post("/providers/check", json={**body, "base_url": refusing_url()})
        assert gone.status_code == 503
        assert KEY not in bad.text + gone.text


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("diagnose", {}, 422),
        ("diagnose", {"provider_id": "provider-00000000-0000-4000-8000-000000000000"}, 404),
        ("diagnose", {"provider_type": "azure"}, 422),
        ("diagnose", {"provider_type": "anthropic", "api": "responses"}, 422),
        ("diagnose", {"base_url": "ftp://x"}, 422),
        ("check", {"api_key": KEY}, 422),
        ("provider-00000000-0000-4000-8000-000000000000/check", {}, 404),
    ],
)
async def test_what_names_no_connection_is_refused(
    ward: Ward, path: str, body: dict[str, Any], status: int
) -> None:
    assert (await ward.http.post(f"/providers/{path}", json=body)).status_code == status


async def test_presets_say_how_to_connect(ward: Ward) -> None:
    presets = {one["name"]: one for one in (await ward.http.get("/providers/presets")).json()}
    assert len(presets) > 15
    assert [one["base_url"] for one in presets.values() if one["provider_type"] == "letta"] == [
        "https://api.letta.com/v1",
        "",  # one of their own, whose address is asked for
    ]
    for preset in presets.values():
        if preset["is_local"]:
            assert preset["start"] and preset["allow"] and not preset["needs_key"]
        body = {key: preset[key] for key in ("name", "provider_type", "base_url") if preset[key]}
        assert (await ward.http.post("/providers", json=body)).status_code == 200

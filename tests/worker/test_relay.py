"""In workerd: a page's model endpoint that gives away no key, breaks no cap and reaches nothing it may not."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.hosts.cpython import create_host
from tests.core.relay_bed import hello
from tests.model_server import USAGE, Hang, ModelServer, Say, Status
from tests.worker.conftest import Worker

KEY = "sk-a-key-that-nobody-may-see"
AI = Path(__file__).parent / "workers_ai.js"
AI_MODELS = ["@cf/test/stream", "@cf/test/whole", "@cf/test/full", "@cf/test/silent"]
CAPS = {"space": {"requests": 1_000, "tokens": 100_000}, "max_tokens": 100}


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def relay(server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    provider = {"name": "mine", "base_url": server.url, "key": "MINE_KEY", "models": ["tiny"]}
    environment = {
        "LETTAWASM_PROVIDERS": json.dumps([provider]),
        "LETTAWASM_AI_MODELS": json.dumps(AI_MODELS),
        "LETTAWASM_CAPS": json.dumps(CAPS),
        "MINE_KEY": KEY,
    }
    with Worker(tmp_path_factory.mktemp("relay"), environment, ai=AI) as started:
        started.start()
        yield started
        assert KEY not in started.log


class Client:
    """A bare HTTP client with a token of a space. No answer it gets may hold the key."""

    def __init__(self, worker: Worker, space: str, **fields: Any) -> None:
        token = worker.new_token(space, **fields)
        self.http = httpx.Client(
            base_url=worker.url,
            headers={"authorization": f"Bearer {token}"},
            timeout=60,
            event_hooks={"response": [_keyless]},
        )

    def complete(self, **fields: Any) -> httpx.Response:
        return self.http.post("/v1/chat/completions", json=hello(**fields))

    def stream(self, **fields: Any) -> list[str]:
        body = self.complete(stream=True, **fields).text
        return [line.removeprefix("data: ") for line in body.splitlines() if line]

    def used(self) -> tuple[int, int]:
        used = self.http.get("/v1/chat/usage").json()["space"]["used"]
        return used["requests"], used["tokens"]


def _keyless(response: httpx.Response) -> None:
    if response.headers.get("content-type") != "text/event-stream":
        assert KEY not in response.read().decode()
    assert KEY not in str(response.headers)


def text_of(events: list[str]) -> str:
    chunks = [json.loads(event) for event in events if event != "[DONE]"]
    return "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"])


def eventually(claim: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_reply_comes_back_whole_and_streamed(relay: Worker, server: ModelServer) -> None:
    client = Client(relay, "reply")
    server.script(Say("Hello there", whole=True), Say("Hello there"), Say("Hello there"))
    assert client.complete().json()["choices"][0]["message"]["content"] == "Hello there"
    events = client.stream()
    assert (text_of(events), events[-1], "usage" in str(events)) == ("Hello there", "[DONE]", False)
    assert json.loads(client.stream(stream_options={"include_usage": True})[-2])["usage"] == USAGE
    assert client.used() == (3, 54)
    assert httpx.Headers(server.requests[-1].headers)["authorization"] == f"Bearer {KEY}"


def test_the_key_stays_where_it_is_whatever_goes_wrong(relay: Worker, server: ModelServer) -> None:
    client = Client(relay, "keys")
    server.script(
        *[Status(status, {"error": {"message": f"no {KEY}"}}) for status in (400, 401, 404, 429, 500)]
    )
    assert [client.complete().status_code for _ in range(5)] == [400, 502, 404, 429, 502]
    server.script(Say(f"It is {KEY} indeed"))
    assert KEY not in client.complete(stream=True).text
    assert client.http.get("/v1/models/").status_code == 200
    assert client.complete(model="mine/huge").json()["error"]["code"] == "model_not_found"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"scope": "read-only"}, 403),
        ({"scope": "full"}, 200),
        ({"scope": "full", "limits": {"requests": 0}}, 429),
    ],
)
def test_a_token_needs_the_right_to_spend(
    relay: Worker, server: ModelServer, fields: dict[str, Any], status: int
) -> None:
    server.script(*[Say("ok", whole=True)] * (status == 200))
    assert Client(relay, "rights", **fields).complete().status_code == status


def test_nobody_is_served_without_a_token(relay: Worker) -> None:
    assert httpx.post(f"{relay.url}/v1/chat/completions", json=hello()).status_code == 401


def test_twenty_calls_at_once_break_no_cap(relay: Worker, server: ModelServer) -> None:
    client = Client(relay, "caps", limits={"tokens": 1_000})
    server.script(*[Say("ok", whole=True)] * 20)
    before = len(server.requests)
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: client.complete(), range(20)))
    served = [reply for reply in replies if reply.status_code == 200]
    assert {reply.json()["error"]["code"] for reply in replies if reply.status_code != 200} == {
        "daily_tokens"
    }
    assert len(server.requests) - before == len(served) < 20
    assert client.used() == (len(served), 18 * len(served))
    server._replies.clear()


def test_a_client_that_leaves_stops_the_provider_and_settles(relay: Worker, server: ModelServer) -> None:
    client = Client(relay, "leaving")
    server.script(Hang(Say("one two three"), after=3))
    with client.http.stream("POST", "/v1/chat/completions", json=hello(stream=True)) as response:
        lines = response.iter_lines()
        next(lines)
        assert client.used()[1] > 100
    eventually(lambda: client.used()[1] < 60)


def test_what_was_used_outlives_a_kill(relay: Worker, server: ModelServer) -> None:
    client = Client(relay, "killed")
    server.script(Say("ok", whole=True))
    client.complete()
    relay.kill()
    relay.start()
    assert client.used() == (1, 18)


async def test_a_space_elsewhere_thinks_with_models_whose_keys_stay_here(
    relay: Worker, server: ModelServer
) -> None:
    token = relay.new_token("elsewhere")
    space = httpx.ASGITransport(create_app(create_host(":memory:")))
    async with httpx.AsyncClient(transport=space, base_url="http://space") as http:
        provider = {"provider_type": "openai", "base_url": f"{relay.url}/v1", "api_key": token}
        await http.post("/v1/providers/", json={"name": "relay", **provider})
        handles = [model["handle"] for model in (await http.get("/v1/models/")).json()]
        assert "relay/mine/tiny" in handles and "relay/lettawasm/offline" not in handles
        agent = (await http.post("/v1/agents/", json={"name": "a", "model": "relay/mine/tiny"})).json()
        server.script(Say("Hello there"))
        sent = (await http.post(f"/v1/agents/{agent['id']}/messages", json={"input": "hi"})).json()
    assert [message["content"] for message in sent["messages"]] == ["Hello there"]
    assert httpx.Headers(server.requests[-1].headers)["authorization"] == f"Bearer {KEY}"
    assert token not in str(server.requests[-1].headers) + json.dumps(sent)


# Workers AI


@pytest.mark.parametrize("model", ["@cf/test/stream", "@cf/test/whole"])
def test_workers_ai_streams_through_its_binding(relay: Worker, model: str) -> None:
    client = Client(relay, "ai-" + model.rpartition("/")[2])
    events = client.stream(model=f"workers-ai/{model}")
    assert (text_of(events), events[-1]) == ("You said: hello", "[DONE]")
    assert client.complete(model=model).json()["choices"][0]["message"]["content"] == "You said: hello"
    assert client.used() == (2, 36)


def test_an_error_of_workers_ai_is_told(relay: Worker) -> None:
    reply = Client(relay, "ai-full").complete(model="@cf/test/full")
    assert (reply.status_code, "data centers" in reply.json()["error"]["message"]) == (429, True)


def test_a_client_that_leaves_workers_ai_settles(relay: Worker) -> None:
    client = Client(relay, "ai-silent")
    fields = hello(model="@cf/test/silent", stream=True)
    with client.http.stream("POST", "/v1/chat/completions", json=fields) as response:
        lines = response.iter_lines()
        next(lines)
    eventually(lambda: client.used()[1] < 60)


def test_an_agent_thinks_with_workers_ai(relay: Worker) -> None:
    client = Client(relay, "ai-agent")
    agent = client.http.post("/v1/agents/", json={"name": "a", "model": "workers-ai/@cf/test/stream"}).json()
    sent = client.http.post(f"/v1/agents/{agent['id']}/messages", json={"input": "hi"}).json()
    assert [m["content"] for m in sent["messages"] if m["message_type"] == "assistant_message"] == [
        "You said: hi"
    ]
    assert client.used() == (1, 18)


# No open proxy


@pytest.mark.parametrize(
    "base_url",
    [
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/v1",
        "http://localhost/v1",
        "http://[::1]/v1",
        "http://2130706433/v1",
        "http://0x7f.1/v1",
        "https://api.openai.com./v1",
        "https://api.openai.com@127.0.0.1/v1",
        "http://api.openai.com/v1",
        "https://evil.example/v1",
    ],
)
def test_a_provider_at_a_strange_address_is_refused(relay: Worker, base_url: str) -> None:
    body = {"name": "bad", "provider_type": "openai", "base_url": base_url}
    reply = Client(relay, "strange").http.post("/v1/providers/", json=body)
    assert (reply.status_code, "LETTAWASM_HOSTS" in reply.text) == (400, True)


def test_a_redirect_to_a_strange_address_is_not_followed(relay: Worker, server: ModelServer) -> None:
    with ModelServer() as inner:
        server.script(Status(307, "", {"Location": f"{inner.url}/chat/completions"}))
        assert Client(relay, "redirected").complete().json()["error"]["code"] == "refused"
        assert inner.requests == []


def test_a_wrong_configuration_is_told_at_the_first_request(tmp_path: Path) -> None:
    with Worker(tmp_path, {"LETTAWASM_PROVIDERS": json.dumps([{"name": "mine", "key": KEY}])}) as worker:
        worker.start()
        reply = Client(worker, "wrong").complete()
        assert (reply.status_code, "LETTAWASM_PROVIDERS[0].base_url" in reply.text) == (503, True)
        assert KEY not in worker.log

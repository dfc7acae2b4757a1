"""What an operator sees: numbers and records, and nothing that a person wrote or keeps secret."""

import asyncio
import json
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from lettawasm.api import create_app
from lettawasm.api.routes import ROUTES
from lettawasm.model import Failed
from lettawasm.schemas.turns import TurnRequest
from lettawasm.telemetry import Metrics, MetricsPage, Observed, ObservedRuns, json_lines
from lettawasm.telemetry.families import Histogram, Number, render
from lettawasm.telemetry.templates import Templates
from lettawasm.testing import TickingClock, host

ID = "11111111-1111-4111-8111-111111111111"


class Server:
    """The API under observation, and what was seen of it."""

    def __init__(self, app: ASGIApp | None = None, **options: Any) -> None:
        self.metrics = Metrics()
        self.records: list[Any] = []
        log = json_lines(lambda line: self.records.append(json.loads(line)))
        inner = app or create_app(host("Hello there"))
        observed = Observed(inner, self.metrics, log, TickingClock(), **options)
        transport = httpx.ASGITransport(MetricsPage(observed, self.metrics), raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://localhost")

    def samples(self) -> dict[str, float]:
        return samples(self.metrics.render())


def samples(text: str) -> dict[str, float]:
    """Prometheus's text, read by its grammar: every line is a comment or a sample."""
    found = {}
    for line in text.removesuffix("\n").split("\n"):
        if not re.fullmatch(r"# (HELP|TYPE) [a-z_]+ .+", line):
            sample = re.fullmatch(
                r'([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*\})?) (-?[0-9.e+-]+)', line
            )
            assert sample, line
            found[sample[1]] = float(sample[2])
    return found


async def test_a_request_is_one_record_that_names_its_route():
    server = Server(space="home")
    await server.client.get(f"/v1/agents/agent-{ID}?query_text=secret")
    [record] = server.records
    assert record == {
        "event": "request",
        "time": "2026-01-01T00:00:00.000000Z",
        "space": "home",
        "method": "GET",
        "route": "/v1/agents/{agent_id}",
        "status": 404,
        "ms": 1000,
    }


async def test_nothing_a_person_wrote_or_keeps_secret_is_recorded():
    server = Server()
    key = {"authorization": "Bearer SECRET-KEY"}
    await server.client.post(
        "/v1/blocks/?q=SECRET-QUERY", json={"label": "l", "value": "SECRET"}, headers=key
    )
    await server.client.post("/v1/blocks/SECRET-ID", content=b"SECRET-BODY", headers=key)
    await server.client.get("/SECRET-PATH")
    await server.client.request("SECRET", "/v1/agents")
    seen = json.dumps(server.records) + server.metrics.render()
    assert len(server.records) == 4
    assert "SECRET" not in seen


async def test_the_time_of_answers_is_counted_by_route_and_class():
    server = Server()
    for path in ("/v1/health/", "/v1/health", f"/v1/runs/run-{ID}", "/nowhere", "/v1/nowhere"):
        await server.client.get(path)
    counts = {name: count for name, count in server.samples().items() if "_count" in name}
    head = 'lettawasm_request_seconds_count{method="GET",route='
    assert counts == {
        head + '"/v1/health",status="2xx"}': 2,
        head + '"/v1/runs/{run_id}",status="4xx"}': 1,
        head + '"other",status="4xx"}': 2,
    }


async def test_an_app_that_breaks_is_seen_as_500():
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("boom")

    server = Server(broken)
    await server.client.get("/v1/health")
    assert [record["status"] for record in server.records] == [500]


async def test_the_token_that_the_guard_found_is_named_by_its_id():
    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        scope["lettawasm.token"] = SimpleNamespace(id="t1", secret="SECRET")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    server = Server(guarded)
    await server.client.get("/v1/health")
    assert [record["token"] for record in server.records] == ["t1"]
    assert "SECRET" not in json.dumps(server.records)


async def test_an_open_stream_is_a_listener_until_it_ends():
    seen = []

    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        seen.append(server.samples()["lettawasm_listeners"])
        await send({"type": "http.response.body"})

    server = Server(streaming)
    await server.client.get("/v1/health")
    assert (seen, server.samples()["lettawasm_listeners"]) == ([1], 0)


async def test_a_run_is_one_record_without_a_word_of_it(space):
    metrics, records, clock = Metrics(), [], TickingClock()
    talk = await space("SECRET answer", Failed("unreachable", "SECRET address"))
    talk.runtime.host = replace(
        talk.runtime.host, watchers=[ObservedRuns(metrics, records.append, clock, space="home")]
    )
    talk.model.held = asyncio.Event()
    live = await talk.runtime.send(talk.agent.id, TurnRequest(input="SECRET question"))
    assert samples(metrics.render())["lettawasm_live_runs"] == 1
    talk.model.held.set()
    await live.finished()
    await talk.say("SECRET question")
    numbers = samples(metrics.render())
    assert records[0] == {
        "event": "run",
        "time": "2026-01-01T00:00:00.000000Z",
        "space": "home",
        "run": live.run_id,
        "agent": talk.agent.id,
        "ms": records[0]["ms"],
        "status": "completed",
        "stop_reason": "end_turn",
        "error": None,
        "steps": 1,
        "prompt_tokens": 10,
        "completion_tokens": 5,
    }
    assert (records[1]["status"], records[1]["error"]) == ("failed", "llm_connection_error")
    assert (numbers["lettawasm_live_runs"], numbers["lettawasm_steps_total"]) == (0, 1)
    assert numbers['lettawasm_tokens_total{direction="in"}'] == 10
    assert numbers['lettawasm_run_seconds_count{status="failed",stop_reason="llm_api_error"}'] == 1
    assert "SECRET" not in str(records) + metrics.render()


async def test_a_request_that_is_answered_by_a_run_names_it(space):
    talk = await space("ok")
    server = Server(talk.app)
    answer = await server.client.post(f"/v1/agents/{talk.agent.id}/messages/async", json={"input": "hi"})
    run = answer.json()["id"]
    await server.client.post(f"/v1/runs/{run}/stream", json={})
    assert [record["run"] for record in server.records] == [run, run]


async def test_prometheus_finds_the_numbers_of_one_space():
    metrics = Metrics("home")
    client = httpx.AsyncClient(transport=httpx.ASGITransport(MetricsPage(create_app(host()), metrics)))
    answer = await client.get("http://localhost/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert samples(answer.text)['lettawasm_live_runs{space="home"}'] == 0
    assert (await client.get("http://localhost/v1/health")).json()["status"] == "ok"


@pytest.mark.parametrize("path", sorted({path for _, path, _ in ROUTES}))
def test_every_route_is_found_by_a_path_of_it(path):
    templates = Templates(path for _, path, _ in ROUTES)
    assert templates.of(re.sub(r"\{.+?\}", "x", path)) == path
    assert templates.of(re.sub(r"\{.+?\}", "x", path) + "/") == path


def test_a_histogram_counts_what_is_no_larger_than_each_bound():
    times = Histogram("t", "Times.", ("route",), (0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 2.0):
        times.observe(seconds, "r")
    assert render([times], {}) == (
        "# HELP t Times.\n# TYPE t histogram\n"
        't_bucket{route="r",le="0.1"} 2\nt_bucket{route="r",le="1"} 3\nt_bucket{route="r",le="+Inf"} 4\n'
        't_sum{route="r"} 2.65\nt_count{route="r"} 4\n'
    )


def test_labels_and_help_can_not_break_a_line():
    odd = Number("gauge", "g", 'A "line"\nand \\ more', ("l",))
    odd.add('a"b\\c\nd')
    assert render([odd], {}) == (
        '# HELP g A "line"\\nand \\\\ more\n# TYPE g gauge\ng{l="a\\"b\\\\c\\nd"} 1\n'
    )

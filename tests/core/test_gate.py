"""Who may ask a server."""

from functools import partial

import httpx
import pytest
from starlette.types import ASGIApp

from lettawasm.api import create_app
from lettawasm.cli import main
from lettawasm.hosts.cpython import create, create_host
from lettawasm.hosts.gate import LOOPBACK, Gate
from lettawasm.testing import host


async def status(
    gate: ASGIApp, method: str = "GET", url: str = "http://localhost:8283/v1/health/", **headers: str
) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gate)) as client:
        return (await client.request(method, url, headers=named)).status_code


def gate(**options: object) -> Gate:
    return Gate(create_app(host()), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(LOOPBACK - {"::1"}))
async def test_programs_of_this_machine_may_ask(name):
    assert await status(gate(), url=f"http://{name}:8283/v1/health/") == 200


async def test_a_name_that_was_rebound_to_this_machine_is_refused():
    assert await status(gate(), url="http://evil.example/v1/health/") == 403


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
async def test_a_strangers_page_is_refused_before_anything_happens(method):
    assert (
        await status(gate(), method, "http://localhost:8283/v1/agents/", origin="https://evil.example") == 403
    )


async def test_an_allowed_page_may_ask_and_hears_that_it_may():
    open_gate = gate(origins=["http://localhost:3000"])
    assert await status(open_gate, origin="http://localhost:3000") == 200
    preflight = {"origin": "http://localhost:3000", "access_control_request_method": "POST"}
    assert await status(open_gate, "OPTIONS", **preflight) == 200


async def test_a_server_with_a_token_answers_those_who_know_it():
    locked = gate(token="secret", names=())
    assert await status(locked) == 401
    assert await status(locked, authorization="Bearer secre") == 401
    assert await status(locked, authorization="Bearer secret") == 200


def test_an_open_address_without_a_token_is_not_served(monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("LETTAWASM_TOKEN", raising=False)
    assert main(["serve", "--host", "0.0.0.0", "--db", str(tmp_path / "space.db")]) == 1
    assert "LETTAWASM_TOKEN" in capsys.readouterr().err


async def test_numbers_are_for_those_who_know_the_token_and_refusals_are_counted():
    records = []
    app = create(":memory:", partial(Gate, names=(), token="secret"), records.append)
    assert await status(app, url="http://localhost:8283/metrics") == 401
    assert await status(app, url="http://localhost:8283/metrics", authorization="Bearer secret") == 200
    assert [(record["route"], record["status"]) for record in records] == [
        ("/metrics", 401),
        ("/metrics", 200),
    ]


def test_a_space_that_is_open_is_not_opened_twice(capsys, tmp_path):
    path = str(tmp_path / "space.db")
    first = create_host(path)
    assert main(["serve", "--db", path]) == 1
    assert "another lettawasm" in capsys.readouterr().err
    assert first.driver.execute("SELECT 1 AS one") == [{"one": 1}]

"""Five hundred requests that are wrong in some way: each is answered 4xx, and nothing has changed."""

import asyncio
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings

from tests.malformed import WAYS, Known, Wrong

from .access import Door, door, rows

ROUNDS = 64  # of each of eight ways


async def status_of(app: Any, request: Wrong) -> int:
    """What an app answers to the bytes of a request, given in two pieces."""
    path, _, query = request.target.decode().partition("?")
    half = len(request.body) // 2
    pieces = [
        {"type": "http.request", "body": request.body[:half], "more_body": True},
        {"type": "http.request", "body": request.body[half:], "more_body": False},
    ]
    statuses: list[int] = []

    async def receive() -> Any:
        return pieces.pop(0) if pieces else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if message["type"] == "http.response.start" else [])

    scope = {
        "type": "http",
        "method": request.method,
        "path": unquote(path),
        "query_string": query.encode(),
        "headers": [(b"host", b"letta.example"), *request.headers],
    }
    await app(scope, receive, send)
    [status] = statuses
    return status


def known(home: Door) -> Known:
    ids = {"agent_id": home.ids["one"], "message_id": home.ids["message_one"], "run_id": home.ids["run_one"]}
    unlimited = {"requests_per_minute": 100_000}
    return Known(
        home.token(**unlimited),
        home.token(scope="read-only", **unlimited),
        home.token(agent="one", **unlimited),
        {**ids, "label": "human"},
    )


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_wrong_is_refused_and_changes_nothing(way):
    async def opened() -> Door:
        async with door() as home:
            return home

    home = asyncio.run(opened())
    asked = way(known(home))
    before = rows(home.tokens.driver)

    @settings(max_examples=ROUNDS, deadline=None, derandomize=True)
    @given(asked)
    def ask(request: Wrong) -> None:
        assert asyncio.run(status_of(home.app, request)) in WAYS[way]
        assert rows(home.tokens.driver) == before

    ask()

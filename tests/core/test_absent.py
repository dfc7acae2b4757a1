"""What is deliberately not here says so, with the reason, and is no part of what is here."""

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.api.absent import ABSENT
from lettawasm.api.routes import ROUTES
from lettawasm.testing import host

NAMES = [f"{method} {path}" for method, path, _ in ABSENT]


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_not_offered_says_why(name: str) -> None:
    method, _, path = name.partition(" ")
    transport = httpx.ASGITransport(create_app(host()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://letta") as client:
        for form in (path, path + "/"):
            answer = await client.request(method, form)
            assert answer.status_code == 501
            assert answer.json()["detail"].endswith(".")
            assert answer.headers["x-should-retry"] == "false"


def test_nothing_is_both_there_and_not() -> None:
    assert not set(NAMES) & {f"{method} {path}" for method, path, _ in ROUTES}


async def test_what_was_never_lettas_is_not_found() -> None:
    transport = httpx.ASGITransport(create_app(host()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://letta") as client:
        assert (await client.get("/v1/nothing")).status_code == 404

"""Requests that are wrong in some way, over real sockets: each is refused, and nothing has changed."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.malformed import WAYS, Known, Wrong
from tests.mcp_server import McpServer
from tests.worker.conftest import Worker
from tests.worker.http import exchange, status_of
from tests.worker.tenant import Tenant


@pytest.fixture(scope="module")
def ada(worker: Worker, mcp_server: McpServer) -> Tenant:
    return Tenant(worker, "ada-and-the-wrong", "adaword", mcp_server.url)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_wrong_is_refused_and_changes_nothing(ada, way):
    known = Known(
        ada.full,
        ada.token(scope="read-only"),
        ada.token(scope="widget", agent_id=ada.ids["agent_id"]),
        ada.ids,
    )

    @settings(max_examples=64, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(way(known))
    def ask(request: Wrong) -> None:
        # A 400 is workerd's own, for what is hardly HTTP.
        assert status_of(ada.worker.url, request) in {400, *WAYS[way]}

    ask()
    assert ada.everything() == ada.before


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\xff" * 100,
        b"GET /v1/agents\r\n\r\n",
        b"GET /v1/agents HTTP/9.9\r\n\r\n",
        b"GET /v1/agents HTTP/1.1\r\nhost: a\r\nno colon\r\n\r\n",
        b"GET /v1/agents HTTP/1.1\r\nhost: a\r\nauthorization: Bearer \x01\r\n\r\n",
        b"POST /v1/agents HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
        b"POST /v1/agents HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET /v1/agents HTTP/1.1\r\nhost: a\r\nx: " + b"y" * 200_000 + b"\r\n\r\n",
        b"GET /" + b"v" * 200_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n",
    ],
    ids=lambda sent: sent[:40].decode("latin-1"),
)
def test_what_is_hardly_http_is_refused_or_hung_up_on(ada, sent):
    answer = exchange(ada.worker.url, sent)
    assert not answer or 400 <= int(answer.split(b" ", 2)[1]) < 500
    assert ada.ask("GET", "/v1/agents/count").json() == 1

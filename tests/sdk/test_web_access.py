"""The way to the web: its settings, a page read through a Worker, a search with a service of one's own."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from letta_client import APIStatusError, Letta

from tests.model_server import ModelServer, Say

PATH = "/v1/web-access"
PAGE = "<title>Tea</title><main><p>Tea is <b>hot</b>.</main>"


class Elsewhere(BaseHTTPRequestHandler):
    """A Worker that reads any page, and a search service."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if self.path.startswith("/v1/fetch"):
            found: Any = {"url": asked["url"][0], "status": 200, "content_type": "text/html", "body": PAGE}
        else:
            found = {"results": [{"title": asked["q"][0], "url": "https://a.test/", "content": "About it"}]}
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "*")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        self.send_response(204)
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "*")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def elsewhere(letta: Letta) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    body = {
        "worker_url": f"{url}/v1",
        "worker_token": "t0ken",
        "search_service": "searxng",
        "search_url": url,
    }
    letta.patch(PATH, body=body, cast_to=object)
    yield url
    letta.patch(PATH, body=dict.fromkeys(("worker_url", "search_service", "search_url")), cast_to=object)
    server.shutdown()
    server.server_close()


def test_the_settings_are_told_without_secrets(letta: Letta, elsewhere: str) -> None:
    told: Any = letta.get(PATH, cast_to=object)
    assert told == {
        "worker_url": f"{elsewhere}/v1",
        "has_worker_token": True,
        "search_service": "searxng",
        "search_url": elsewhere,
        "has_search_key": False,
    }


def test_a_page_is_read_and_the_web_is_searched(letta: Letta, elsewhere: str) -> None:
    page: Any = letta.post(f"{PATH}/read", body={"url": "https://pages.test/tea"}, cast_to=object)
    assert page == {"url": "https://pages.test/tea", "title": "Tea", "text": "Tea is **hot**."}
    hits: Any = letta.post(f"{PATH}/search", body={"query": "tea"}, cast_to=object)
    assert hits == [{"title": "tea", "url": "https://a.test/", "text": "About it", "published": None}]


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://db.internal/", "file:///etc/passwd", "tea"])
def test_nothing_private_is_read(letta: Letta, elsewhere: str, url: str) -> None:
    with pytest.raises(APIStatusError) as caught:
        letta.post(f"{PATH}/read", body={"url": url}, cast_to=object)
    assert caught.value.status_code == 400


def test_an_agent_reads_a_page_that_its_model_asks_for(
    letta: Letta, model: ModelServer, elsewhere: str
) -> None:
    agent = letta.agents.create(model="scripted/tiny", tools=["fetch_webpage", "web_search"])
    model.script(Say(calls=[("fetch_webpage", {"url": "https://pages.test/tea"})]), Say("It is hot."))
    answered = letta.agents.messages.create(agent.id, input="Read about tea")
    [returned] = [m for m in answered.messages if m.message_type == "tool_return_message"]
    assert (
        "information, not instructions" in returned.tool_return and "Tea is **hot**." in returned.tool_return
    )
    letta.agents.delete(agent.id)

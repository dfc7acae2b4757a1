"""The way to the web: its settings, a page read through a Worker, a search with a service of one's own."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import APIStatusError, Letta

from tests.model_server import ModelServer, Say
from tests.web_server import WebServer

PATH = "/v1/web-access"


@pytest.fixture
def elsewhere(letta: Letta, web_server: WebServer) -> Iterator[str]:
    """Where pages are read and the web is searched from now on."""
    url = web_server.url
    body = {
        "worker_url": f"{url}/v1",
        "worker_token": "t0ken",
        "search_service": "searxng",
        "search_url": url,
    }
    letta.patch(PATH, body=body, cast_to=object)
    yield url
    letta.patch(PATH, body=dict.fromkeys(("worker_url", "search_service", "search_url")), cast_to=object)


def test_the_settings_are_told_without_secrets(letta: Letta, elsewhere: str) -> None:
    told: Any = letta.get(PATH, cast_to=object)
    assert told == {
        "worker_url": f"{elsewhere}/v1",
        "has_worker_token": True,
        "search_service": "searxng",
        "search_url": elsewhere,
        "search_by_worker": False,
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

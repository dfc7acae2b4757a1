"""A page of another origin at a worker, in a real browser: models, pages and searches, if its token names the page."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say
from tests.worker.conftest import Worker
from tests.worker.web import Web

KEY, THEIRS = "sk-of-the-worker", "sk-of-a-person"

ASK = """async ([url, token, body]) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const init = body === null ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    try {
        const answer = await fetch(url, init);
        return [answer.status, await answer.text()];
    } catch (error) {
        return error.name;
    }
}"""
FETCH, SEARCH, COMPLETE = "/v1/fetch?url=http%3A%2F%2Ftea.example%2F", "/v1/search", "/v1/chat/completions"
HELLO = {"model": "scripted/tiny", "stream": True, "messages": [{"role": "user", "content": "hello"}]}
WAYS: list[tuple[str, Any]] = [(FETCH, None), (SEARCH, {"query": "tea"}), (COMPLETE, HELLO)]


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def worker(model: ModelServer, web: Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    provider = {"name": "scripted", "base_url": model.url, "key": "MODEL_KEY", "models": ["tiny"]}
    search = {"service": "searxng", "base_url": f"http://{web.address}"}
    environment = {
        "LETTAWASM_PROVIDERS": json.dumps([provider]),
        "LETTAWASM_SEARCH": json.dumps(search),
        "MODEL_KEY": KEY,
    }
    with Worker(tmp_path_factory.mktemp("across"), environment, web=web.address) as started:
        started.start()
        yield started
        assert KEY not in started.log and THEIRS not in started.log


@pytest.fixture(scope="module")
def context(
    chromium: str, chromium_flags: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=chromium, args=chromium_flags
        )
        context.set_default_timeout(60_000)
        yield context
        context.close()


@pytest.fixture
def page(context: BrowserContext, site_url: str) -> Iterator[Page]:
    """Of another origin than the worker's, without our app in it."""
    page = context.new_page()
    page.goto(f"{site_url}manifest.webmanifest")
    yield page
    page.close()


@pytest.mark.parametrize(("path", "body"), WAYS, ids=["fetch", "search", "complete"])
def test_a_page_is_served_with_a_token_that_names_its_origin_and_reads_every_refusal(
    page: Page, worker: Worker, model: ModelServer, site_url: str, path: str, body: Any
) -> None:
    def ask(**fields: Any) -> Any:
        return page.evaluate(ASK, [worker.url + path, worker.new_token("ours", **fields), body])

    own = site_url.rstrip("/")
    if path == COMPLETE:
        model.script(Say("Green or black"))
    status, text = ask(origins=[own])
    assert (status, KEY in text) == (200, False)
    assert ask(origins=[own], scope="read-only")[0] == 403
    assert ask(origins=[own], limits={"requests": 0})[0] == 429


@pytest.mark.parametrize(("path", "body"), WAYS, ids=["fetch", "search", "complete"])
@pytest.mark.parametrize("origins", [[], ["https://other.example"]], ids=["none", "another"])
def test_a_page_that_its_token_does_not_name_is_served_nothing(
    page: Page, worker: Worker, model: ModelServer, web: Web, path: str, body: Any, origins: list[str]
) -> None:
    before = len(model.requests), len(web.asked)
    token = worker.new_token("theirs", origins=origins)
    assert (
        page.evaluate(ASK, [worker.url + path, token, body]) == "TypeError"
    )  # which is all that a page learns
    assert (len(model.requests), len(web.asked)) == before


def test_a_preflight_is_answered_without_a_token_and_allows_what_was_asked_for(worker: Worker) -> None:
    asked = {
        "origin": "https://mine.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    answer = httpx.options(f"{worker.url}/v1/search", headers=asked)
    allowed = {name.removeprefix("access-control-allow-"): value for name, value in answer.headers.items()}
    assert (answer.status_code, allowed["origin"]) == (204, "https://mine.example")
    assert "POST" in allowed["methods"] and allowed["headers"] == "authorization,content-type"
    assert "credentials" not in allowed


def test_a_space_on_the_worker_searches_as_well(worker: Worker, web: Web) -> None:
    headers = {"authorization": f"Bearer {worker.new_token('here')}"}
    with httpx.Client(base_url=f"{worker.url}/v1", headers=headers, timeout=60) as here:
        for wish in ({"search_service": "worker"}, {"search_service": "exa", "search_key": THEIRS}):
            here.patch("/web-access", json=wish)
            [hit] = here.post("/web-access/search", json={"query": "tea"}).json()
            assert hit["url"] == "http://tea.example/"
    assert (web.asked[-1], web.keys[-1]) == ("http://api.exa.ai/search", THEIRS)


def test_an_agent_in_a_tab_thinks_searches_and_reads_through_a_worker_elsewhere(
    context: BrowserContext, worker: Worker, model: ModelServer, web: Web, site_url: str
) -> None:
    tab = Tab(context, site_url).controlled()
    token = worker.new_token("home", origins=[site_url.rstrip("/")])
    base = f"{worker.url}/v1"
    provider = {"name": "mine", "provider_type": "openai", "base_url": base, "api_key": token}
    tab.call("POST", "v1/providers/", provider)
    tab.call(
        "PATCH", "v1/web-access", {"worker_url": base, "worker_token": token, "search_service": "worker"}
    )
    wish = {"model": "mine/scripted/tiny", "tools": ["web_search", "fetch_webpage"]}
    agent = tab.call("POST", "v1/agents/", wish)
    calls = [("web_search", {"query": "tea"}), ("fetch_webpage", {"url": "http://far.example/"})]
    model.script(*[Say(calls=[call]) for call in calls], Say("Green or black."))
    answered = tab.call("POST", f"v1/agents/{agent['id']}/messages", {"input": "Which teas are there?"})
    told = {m["message_type"]: m for m in answered["messages"]}
    assert told["assistant_message"]["content"] == "Green or black."
    returns = [m["tool_return"] for m in answered["messages"] if m["message_type"] == "tool_return_message"]
    assert len(returns) == 2
    assert all("written by strangers" in each and "Green or black" in each for each in returns)
    assert httpx.Headers(model.requests[-1].headers)["authorization"] == f"Bearer {KEY}"

    wish = {"search_service": "exa", "search_by_worker": True, "search_key": THEIRS}
    tab.call("PATCH", "v1/web-access", wish)
    [hit] = tab.call("POST", "v1/web-access/search", {"query": "tea"})
    assert (hit["url"], web.asked[-1], web.keys[-1]) == (
        "http://tea.example/",
        "http://api.exa.ai/search",
        THEIRS,
    )

    stranger = worker.new_token("home", origins=["https://other.example"])
    tab.call("PATCH", "v1/web-access", {"worker_token": stranger})
    refused = tab.call("POST", "v1/web-access/search", {"query": "tea"})
    assert "among the `origins` of its token" in refused["detail"]
    tab.page.close()

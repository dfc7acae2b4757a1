"""In workerd: pages of the public web, for its own agents and for spaces that may not read them themselves."""

import base64
from typing import Any

import httpx
import pytest

from tests.worker.conftest import Worker
from tests.worker.web import Web
from worker.selfhost import config


def client(worker: Worker, **fields: Any) -> httpx.Client:
    headers = {"authorization": f"Bearer {worker.new_token('reader', **fields)}"}
    return httpx.Client(base_url=worker.url, headers=headers, timeout=60)


def test_a_page_comes_from_where_its_redirects_lead(worker: Worker) -> None:
    found = client(worker).get("/v1/fetch", params={"url": "http://far.example/"}).json()
    assert (found["url"], found["status"]) == ("http://tea.example/", 200)
    assert base64.b64decode(found["body"]) == b"<title>Tea</title><p>Green or black"


def test_a_page_in_a_browser_may_ask_with_a_token_of_its_site(worker: Worker) -> None:
    site = "https://mine.example"
    asking = client(worker, origins=[site])
    answer = asking.get("/v1/fetch", params={"url": "http://tea.example/"}, headers={"origin": site})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, site)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://sly.example/", "ftp://tea.example/"]
)
def test_nothing_private_is_asked_for(worker: Worker, web: Web, url: str) -> None:
    before = len(web.asked)
    answer = client(worker).get("/v1/fetch", params={"url": url})
    assert answer.status_code == 400
    assert all("example" in asked for asked in web.asked[before:])


def test_nobody_is_served_without_a_token_that_may(worker: Worker) -> None:
    query = {"url": "http://tea.example/"}
    assert httpx.get(f"{worker.url}/v1/fetch", params=query).status_code == 401
    assert client(worker, scope="read-only").get("/v1/fetch", params=query).status_code == 403


def test_an_agent_s_own_space_reads_the_same_web(worker: Worker) -> None:
    page = client(worker).post("/v1/web-access/read", json={"url": "http://far.example/"}).json()
    assert page == {"url": "http://tea.example/", "title": "Tea", "text": "Green or black"}


def test_wherever_names_lead_only_public_addresses_are_reached(worker: Worker) -> None:
    """workerd itself compares the address that a name led to, also where it may reach models on this machine."""
    text = config.configuration(
        config.Setup(worker.setup.modules, worker.setup.site, worker.data, network=["public", "local"]),
        worker.folder,
    )
    [service] = [line for line in text.split("(name = ") if line.startswith('"web"')]
    assert 'allow = [\n    "public"]' in service

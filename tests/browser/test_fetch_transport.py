"""The browser's transport keeps the contract that `tests/core/test_transport.py` holds httpx to."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.model_server import Cut, Drop, Hang, ModelServer, Raw, Received, Say, Status, refusing_url

HERE = Path(__file__).parent
SCRIPT = (
    Status(418, {"tea": True}, {"X-Pot": "short"}),
    Hang(Say("one two"), after=2),
    Hang(),
    Hang(Say("one two"), after=2),
    Cut(),
    Raw(bytes(range(256))),
    Status(500, "oh"),
    Status(307, "elsewhere", {"Location": "/v1/elsewhere"}),
    Hang(Say("one two"), after=2),
    Hang(Say("one two"), after=3),
    Hang(Say("one two"), after=3),
    *[Drop()] * 5,  # a browser may try again by itself
)
EXPECTED = {
    "an answer": [418, "short", '{"tea": true}'],
    "a body being made": "one",
    "no head": "timeout",
    "no chunk": "timeout",
    "cut": "cut_off",
    "bytes": bytes(range(256)).decode("latin-1"),
    "after it all": "oh",
    "a redirect by hand": [0, ""],
    "a token of chat completions": "one ",
    "a token of Anthropic's": "one ",
    "a token of Responses": "one ",
    "nobody": "unreachable",
    "no address": "unreachable",
    "no word": "unreachable",  # fetch can't tell it from a server that is not there
}


@pytest.fixture(scope="module")
def run(
    playwright: Playwright, site_url: str, chromium: str, chromium_flags: list[str]
) -> tuple[dict[str, Any], list[Received]]:
    """The outcome of every case, and what the server received."""
    browser = playwright.chromium.launch(executable_path=chromium, args=chromium_flags)
    with ModelServer() as server:
        server.script(*SCRIPT)
        page = browser.new_page()
        page.goto(f"{site_url}manifest.webmanifest")  # the site's origin, without its service worker
        program = (HERE / "fetch_contract.py").read_text()
        given = {"program": program, "args": [server.url, refusing_url()]}
        outcomes = json.loads(page.evaluate((HERE / "fetch_contract.js").read_text(), given))
    browser.close()
    return outcomes, server.requests


@pytest.mark.parametrize("case", EXPECTED)
def test_the_outcome_is_what_the_contract_says(run: tuple[dict[str, Any], list[Received]], case: str) -> None:
    outcomes, _ = run
    assert outcomes[case] == EXPECTED[case]


def test_method_headers_and_body_arrive(run: tuple[dict[str, Any], list[Received]]) -> None:
    _, [first, *_] = run
    assert (first.method, first.headers["x-test"], first.json) == ("POST", "yes", {"a": 1})
    assert not {"cookie", "referer"} & {name.lower() for name in first.headers}


def test_a_page_may_send_a_key_to_each_api(run: tuple[dict[str, Any], list[Received]]) -> None:
    _, requests = run
    keys = [
        received.headers.get("x-api-key") or received.headers.get("authorization") for received in requests
    ]
    assert [key for key in keys if key] == ["Bearer sk-1", "sk-1", "Bearer sk-1"]

"""The connection doctor in a page, where a request that fails tells nothing of why."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import Browser
from tests.browser.tab import Tab
from tests.browser.test_app import connect
from tests.core.odd_server import OddServer, Page
from tests.model_server import ModelServer, Status, refusing_url

DIAGNOSE = """async (asked) => {
    const options = { method: "POST", body: JSON.stringify(asked) };
    return (await fetch("v1/providers/diagnose", options)).json();
}"""


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser],
    site_url: str,
) -> Iterator[Tab]:
    browser = lasting()
    yield Tab(browser.start(), site_url).controlled()


def cause(tab: Tab, **asked: Any) -> Any:
    """What the last finding says, and its remedy."""
    *_, last = tab.page.evaluate(DIAGNOSE, asked)["findings"]
    return last["cause"], last["remedy"]


def test_a_server_that_allows_no_page_is_told_from_one_that_is_not_there(tab: Tab) -> None:
    with OddServer({"/v1/models": Page()}) as server:
        named, remedy = cause(tab, base_url=f"{server.url}/v1", provider_type="ollama")
    origin = tab.page.evaluate("location.origin")
    assert (named, f"OLLAMA_ORIGINS={origin}" in remedy) == ("cors", True)
    named, remedy = cause(tab, base_url=refusing_url(), provider_type="ollama")
    assert (named, "ollama serve" in remedy) == ("not_running", True)


def test_a_redirect_and_another_path_are_found_as_everywhere(tab: Tab) -> None:
    anyone = {"access-control-allow-origin": "*"}
    pages = {
        "/v1/models": Page(headers=anyone),
        "/models": Page("Welcome", headers=anyone),
        "/old/models": Page("", 302, {**anyone, "location": "/v1/models"}),
    }
    with OddServer(pages) as server:
        assert cause(tab, base_url=server.url)[0] == "base_path"
        assert cause(tab, base_url=f"{server.url}/old")[0] == "redirect"


def test_the_settings_tell_what_is_wrong_and_who_is_asked_instead(tab: Tab) -> None:
    with ModelServer() as model:
        connect(tab, model.url)
        tab.see("thinks with custom/tiny", "dialog")
        tab.page.select_option("dialog [name=fallback]", "lettawasm/offline")
        tab.see("lettawasm/offline is asked then", "dialog")
        tab.page.click("dialog button:has-text('Check connection')")
        tab.see("custom/tiny", ".model")
        tab.see("✓ tiny replies.", "dialog .findings")
        model.models = [{"id": "tinier", "object": "model"}]
        tab.page.click("dialog button:has-text('Check connection')")
        tab.see("The likest are tinier", "dialog .findings")
        tab.page.keyboard.press("Escape")
        model.script(Status(401))
        tab.say("Are you there?")
        tab.see("lettawasm/offline is asked instead", ".note")
        tab.see("", ".message.assistant")
        tab.settle()

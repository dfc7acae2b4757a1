"""The connection doctor in a page, where a request that fails tells nothing of why."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browser
from tests.browser.connecting import connect, go
from tests.browser.tab import Tab
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


def test_a_person_sees_step_by_step_what_is_wrong_and_takes_what_is_suggested(tab: Tab) -> None:
    with ModelServer() as model:
        connect(tab, model.url)
        tab.see("thinks with custom/tiny", "lw-connections .said")
        go(tab, "models")
        tab.page.click("lw-thinking >> text=Check connection")
        tab.see("All is well.", "lw-thinking lw-doctor")
        tab.see("tiny replies.", "lw-doctor .well")
        model.models = [{"id": "tinier", "object": "model"}]
        tab.page.click("lw-thinking >> text=Check connection")
        tab.see("The likest are tinier", "lw-doctor .wrong")
        assert tab.page.locator("lw-doctor .ahead").count() == 2
        tab.page.click("lw-doctor >> text=Use tinier")
        tab.see("custom/tinier", "lw-thinking .now .name")
        tab.see("All is well.", "lw-thinking lw-doctor")


def test_a_wrong_address_is_mended_while_connecting(tab: Tab) -> None:
    anyone = {"access-control-allow-origin": "*"}
    with OddServer(
        {"/v1/models": Page(headers=anyone), "/models": Page("Welcome", headers=anyone)}
    ) as server:
        connect(tab, server.url)
        tab.page.click(f"lw-connect lw-doctor >> text=Use {server.url}/v1")
        tab.see("thinks with custom-2/tiny-chat", "lw-connections .said")


def test_models_that_are_asked_in_its_place_are_put_in_order_by_keyboard(tab: Tab) -> None:
    with ModelServer() as model:
        model.models = [{"id": name, "object": "model"} for name in ("tiny", "spare")]
        connect(tab, model.url)
        tab.page.click("lw-connections .fresh [data-handle='custom-3/tiny']")
        tab.see("thinks with custom-3/tiny", "lw-connections .said")
        go(tab, "models")
        tab.page.click("lw-fallbacks summary")
        for handle in ("custom-3/spare", "lettawasm/offline"):
            tab.page.click(f"lw-fallbacks [data-handle='{handle}']")
            tab.see(handle, "lw-fallbacks ol")
        tab.page.focus("lw-fallbacks [aria-label='Move lettawasm/offline up']")
        tab.page.keyboard.press("Enter")
        expect(tab.page.locator("lw-fallbacks ol .name")).to_have_text(
            ["lettawasm/offline", "custom-3/spare"]
        )
        tab.page.keyboard.press("Enter")  # the focus went along, and there it leads down again
        expect(tab.page.locator("lw-fallbacks ol .name")).to_have_text(
            ["custom-3/spare", "lettawasm/offline"]
        )
        tab.page.click('lw-fallbacks [aria-label="Don\'t ask custom-3/spare"]')
        expect(tab.page.locator("lw-fallbacks ol .name")).to_have_text(["lettawasm/offline"])
        go(tab, "chat")
        model.script(Status(401))
        tab.say("Are you there?")
        tab.see("lettawasm/offline is asked instead", ".note")
        tab.see("", ".message.assistant")
        tab.settle()

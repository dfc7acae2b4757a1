"""How a person has the page: in their language, light or dark, as large as they read it, and gone when they say so."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browser
from tests.browser.connecting import go
from tests.browser.tab import Tab

LEFT = """async () => {
    const root = await navigator.storage.getDirectory();
    const folders = [];
    for await (const name of root.keys()) folders.push(name);
    const workers = await navigator.serviceWorker.getRegistrations();
    return [folders, Object.keys(localStorage), await caches.keys(), workers.length];
}"""


@pytest.fixture(scope="module")
def tab(lasting: Callable[..., Browser], site_url: str) -> Iterator[Tab]:
    context = lasting().start(locale="en-US", color_scheme="light")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield Tab(context, site_url).controlled()


def test_the_page_speaks_german_and_english_again(tab: Tab) -> None:
    go(tab, "settings")
    for language, title in (("de", "Einstellungen"), ("en", "Settings")):
        tab.page.select_option("lw-settings [name=language]", language)
        tab.see(title, "lw-settings h1")
        assert tab.page.evaluate("document.documentElement.lang") == language


def test_colours_and_the_size_of_text_are_kept(tab: Tab) -> None:
    go(tab, "settings")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = tab.page.evaluate(paper)
    tab.page.get_by_label("Dark").check()
    tab.page.get_by_label("Larger").check()
    tab.page.reload()
    tab.ready()
    dark = tab.page.evaluate(paper)
    assert dark != light
    assert tab.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20.8px"
    expect(tab.page.get_by_label("Dark")).to_be_checked()
    for label in ("Light", "Normal"):
        tab.page.get_by_label(label).check()
    assert tab.page.evaluate(paper) == light


def test_what_is_copied_for_a_question_tells_no_secrets(tab: Tab) -> None:
    body = {"name": "secretive", "provider_type": "openai", "base_url": "https://hidden.example/v1"}
    made = tab.call("POST", "v1/providers/", {**body, "api_key": "sk-hidden"})
    go(tab, "settings/developers")
    tab.page.click("lw-developers .copy")
    tab.see("Copied.", ".toast")
    told = tab.page.evaluate("navigator.clipboard.readText()")
    assert '"version"' in told and '"has_key": true' in told
    assert not [word for word in ("hidden", "secretive") if word in told]
    tab.page.evaluate("path => fetch(path, { method: 'DELETE' })", f"v1/providers/{made['id']}")


def test_a_call_of_a_page_tool_is_asked_for_again(tab: Tab) -> None:
    tool = "{ name: 'ring', description: 'Rings', run: () => 1, approval: 'allow' }"
    tab.page.evaluate(f"void lettawasm.tools.register({tool})")
    go(tab, "settings")
    tab.see("Appearance", "lw-settings h2")
    go(tab, "settings/developers")
    tab.page.get_by_label("Ask me before each call").check()
    assert tab.page.evaluate("lettawasm.tools.isAllowed('ring')") is False


@pytest.mark.parametrize("part", ["", "/data", "/developers", "/about"])
def test_every_part_fits_a_phone(tab: Tab, part: str) -> None:
    tab.page.set_viewport_size({"width": 360, "height": 800})
    go(tab, f"settings{part}")
    tab.page.locator("lw-settings h2").first.wait_for()
    assert tab.page.locator(".screen").evaluate("e => e.scrollWidth - e.clientWidth") == 0


def test_everything_is_deleted_in_all_tabs_once_the_word_is_typed(tab: Tab, site_url: str) -> None:
    other = Tab(tab.page.context, site_url).ready()
    go(tab, "settings/data")
    button = tab.page.locator("lw-data .danger")
    expect(button).to_be_disabled()
    tab.page.fill("lw-data [name=word]", "delete")
    button.click()
    tab.page.wait_for_url("**/erase.html")
    other.page.wait_for_url("**/erase.html")
    tab.see("Nothing of it is left", "main")
    folders, kept, caches, workers = tab.page.evaluate(LEFT)
    assert ([name for name in folders if "lettawasm" in name], kept, caches, workers) == ([], [], [], 0)
    tab.page.click("text=Start anew")
    tab.ready()
    assert tab.page.evaluate("lettawasmApp.agents.map(({ name }) => name)") == ["Companion"]

"""Keys as a person keeps them: a vault that is made, locked, asked for in the middle of a talk, and forgotten."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browser
from tests.browser.tab import Tab
from tests.browser.test_app import connect
from tests.model_server import ModelServer, Say

PASSPHRASE = "a horse, a staple"
KEY = "sk-open-sesame"


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser],
    site_url: str,
    model: ModelServer,
) -> Iterator[Tab]:
    """A tab that stays open through all of this file, connected to a model with a key."""
    browser = lasting()
    tab = Tab(browser.start(), site_url).controlled()
    connect(tab, model.url, KEY)
    tab.see("thinks with custom/tiny", "dialog")
    yield tab


def test_a_vault_is_made_with_a_passphrase_given_twice_and_takes_the_key_in(tab: Tab) -> None:
    tab.page.click("dialog .vault summary")
    form = tab.page.locator("dialog .vault form")
    form.locator("[name=new]").fill(PASSPHRASE)
    form.locator("[name=again]").fill(PASSPHRASE + "s")
    form.locator("button").click()
    assert form.locator("[name=again]").evaluate("e => e.validationMessage") == "These two are not the same."
    form.locator("[name=again]").fill(PASSPHRASE)
    form.locator("button").press("Enter")
    tab.see("custom, for http://127.0.0.1", "dialog .vault li")
    assert PASSPHRASE not in tab.page.content()


def test_a_locked_vault_is_asked_for_when_a_message_needs_it_and_the_message_is_sent_then(
    tab: Tab, model: ModelServer
) -> None:
    tab.page.click("dialog .vault button:has-text('Lock now')")
    tab.see("The vault is locked", "dialog .vault")
    tab.page.keyboard.press("Escape")
    tab.say("Hello?")
    dialog = tab.page.locator("dialog.unlock")
    dialog.locator("input").fill("another horse")
    dialog.locator("input").press("Enter")
    expect(dialog.locator("[role=alert]")).to_have_text("This passphrase doesn't open the vault.")
    model.script(Say("Here I am."))
    dialog.locator("input").fill(PASSPHRASE)
    dialog.locator("input").press("Enter")
    tab.see("Here I am.", ".message.assistant")
    tab.settle()
    assert tab.history()[-2:] == [("user", "Hello?"), ("assistant", "Here I am.")]
    assert tab.page.locator(".message.error").count() == 0


def test_after_a_reload_it_is_locked_and_opens_in_the_settings(tab: Tab, model: ModelServer) -> None:
    tab.page.reload()
    tab.ready().page.click(".open-settings")
    tab.see("The vault is locked", "dialog .vault")
    tab.page.fill("dialog .vault [name=passphrase]", PASSPHRASE)
    tab.page.press("dialog .vault [name=passphrase]", "Enter")
    tab.see("custom, for", "dialog .vault li")
    tab.page.keyboard.press("Escape")
    model.script(Say("Still here."))
    assert tab.ask("Still there?") == "Still here."
    assert {request.headers["authorization"] for request in model.requests} == {f"Bearer {KEY}"}


def test_the_passphrase_is_changed_and_everything_is_forgotten_after_a_second_click(tab: Tab) -> None:
    tab.page.click(".open-settings")
    tab.page.click("dialog .vault summary:has-text('Another passphrase')")
    for name, word in (("passphrase", PASSPHRASE), ("new", "staple battery"), ("again", "staple battery")):
        tab.page.fill(f"dialog .vault [name={name}]", word)
    tab.page.press("dialog .vault [name=again]", "Enter")
    tab.see("has a new passphrase", "dialog .said")
    tab.page.click("dialog .vault button:has-text('Forget everything')")
    assert tab.call("GET", "v1/vault")["exists"] is True
    tab.page.click("dialog .vault button:has-text('Really forget')")
    tab.see("Keep keys in a vault", "dialog .vault summary")
    assert tab.call("GET", "v1/vault")["exists"] is False
    assert tab.call("GET", "v1/providers/")[0]["has_key"] is False


def test_a_key_of_the_tab_is_given_to_no_other_host(tab: Tab, model: ModelServer) -> None:
    tab.page.keyboard.press("Escape")
    connect(tab, model.url, KEY)
    tab.see("thinks with custom/tiny", "dialog")
    provider = f"v1/providers/{tab.call('GET', 'v1/providers/')[0]['id']}"
    tab.page.keyboard.press("Escape")
    with ModelServer() as other:
        tab.call("PATCH", provider, {"base_url": other.url})
        tab.ask("Who are you?")
        assert ["authorization" in request.headers for request in other.requests] == [False]
    tab.call("PATCH", provider, {"base_url": model.url})
    tab.ask("And you?")
    assert model.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    tab.page.click(".open-settings")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_settings_fit_the_screen(tab: Tab, width: int) -> None:
    tab.page.set_viewport_size({"width": width, "height": 800})
    wide = "e => e.scrollWidth - e.clientWidth"
    assert tab.page.locator("letta-settings dialog").evaluate(wide) == 0

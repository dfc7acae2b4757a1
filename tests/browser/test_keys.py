"""Keys as a person keeps them: a vault that is made, locked, asked for in the middle of a talk, and forgotten."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browser
from tests.browser.connecting import connect, go
from tests.browser.tab import Tab
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
    tab.see("thinks with custom/tiny", "lw-connections .said")
    yield tab


def test_a_vault_is_made_with_a_passphrase_given_twice_and_takes_the_key_in(tab: Tab) -> None:
    tab.see("Key in this tab", "lw-connection")
    go(tab, "models/keys")
    form = tab.page.locator("lw-vault .vault form")
    form.locator("[name=new]").fill(PASSPHRASE)
    form.locator("[name=again]").fill(PASSPHRASE + "s")
    form.locator("button").click()
    assert form.locator("[name=again]").evaluate("e => e.validationMessage") == "These two are not the same."
    form.locator("[name=again]").fill(PASSPHRASE)
    form.locator("[name=again]").press("Enter")
    tab.see("For http://127.0.0.1", "lw-vault .vault li:has-text('custom')")
    tab.see("This tab holds no key.", "lw-vault")
    assert PASSPHRASE not in tab.page.content()


def test_a_locked_vault_is_asked_for_when_a_message_needs_it_and_the_message_is_sent_then(
    tab: Tab, model: ModelServer
) -> None:
    tab.page.click("lw-vault button:has-text('Lock now')")
    tab.see("The vault is locked", "lw-vault h3")
    go(tab, "chat")
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


def test_after_a_reload_it_is_locked_and_opens_among_the_keys(tab: Tab, model: ModelServer) -> None:
    tab.page.reload()
    go(tab.ready(), "models/keys")
    tab.see("It holds one key", "lw-vault .vault")
    tab.page.fill("lw-vault [name=passphrase]", PASSPHRASE)
    tab.page.press("lw-vault [name=passphrase]", "Enter")
    tab.see("custom", "lw-vault .vault li")
    tab.page.select_option("lw-vault select", "480")
    tab.see("Changed.", "lw-vault .said")
    assert tab.call("GET", "v1/vault")["idle_minutes"] == 480
    go(tab, "chat")
    model.script(Say("Still here."))
    assert tab.ask("Still there?") == "Still here."
    assert {request.headers["authorization"] for request in model.requests} == {f"Bearer {KEY}"}


def test_the_passphrase_is_changed_and_everything_is_forgotten_after_a_second_word(tab: Tab) -> None:
    go(tab, "models/keys")
    tab.page.click("lw-vault summary:has-text('Another passphrase')")
    for name, word in (("passphrase", PASSPHRASE), ("new", "staple battery"), ("again", "staple battery")):
        tab.page.fill(f"lw-vault [name={name}]", word)
    tab.page.press("lw-vault [name=again]", "Enter")
    tab.see("has a new passphrase", "lw-vault .said")
    tab.page.click("lw-vault button:has-text('Forget everything')")
    assert tab.call("GET", "v1/vault")["exists"] is True
    tab.page.click("dialog.question button.danger")
    tab.see("There is no vault yet", "lw-vault h3")
    assert tab.call("GET", "v1/vault")["exists"] is False
    assert tab.call("GET", "v1/providers/")[0]["has_key"] is False


def test_a_key_of_the_tab_is_given_to_no_other_host(tab: Tab, model: ModelServer) -> None:
    connect(tab, model.url, KEY)
    tab.see("thinks with custom/tiny", "lw-connections .said")
    provider = f"v1/providers/{tab.call('GET', 'v1/providers/')[0]['id']}"
    go(tab, "chat")
    with ModelServer() as other:
        tab.call("PATCH", provider, {"base_url": other.url})
        tab.ask("Who are you?")
        assert ["authorization" in request.headers for request in other.requests] == [False]
    tab.call("PATCH", provider, {"base_url": model.url})
    tab.ask("And you?")
    assert model.requests[-1].headers["authorization"] == f"Bearer {KEY}"


def test_a_connection_is_moved_and_removed(tab: Tab, model: ModelServer) -> None:
    go(tab, "models/connections")
    row = tab.page.locator("lw-connection")
    row.get_by_role("button", name="Edit").click()
    row.locator("[name=url]").fill(model.url.replace("127.0.0.1", "localhost"))
    row.get_by_role("button", name="Save").click()
    tab.see("http://localhost:", "lw-connection .url")
    tab.see("No key", "lw-connection .tag")  # it didn't follow
    row.get_by_role("button", name="Remove").click()
    tab.page.click("dialog.question button.danger")
    tab.see("No server yet.", "lw-connections")
    assert tab.call("GET", "v1/providers/") == []


@pytest.mark.parametrize("part", ["", "/connections", "/browser", "/keys", "/trial"])
def test_every_part_fits_a_phone(tab: Tab, part: str) -> None:
    tab.page.set_viewport_size({"width": 360, "height": 800})
    go(tab, f"models{part}")
    tab.page.locator("lw-models h2").first.wait_for()
    assert tab.page.locator(".screen").evaluate("e => e.scrollWidth - e.clientWidth") == 0

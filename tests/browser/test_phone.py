"""On a phone: a small screen, and fingers."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Browser
from tests.browser.tab import Tab

SIZE = {"width": 360, "height": 740}
# Controls that a finger would miss (WCAG 2.2, 2.5.8), but for links within a text.
TOO_SMALL = """() => {
    const found = [];
    const look = (root) => {
        for (const element of root.querySelectorAll("*")) {
            if (element.shadowRoot) look(element.shadowRoot);
            const isControl = element.matches("button, select, input:not([type=file]), summary, nav a");
            if (!isControl || !element.checkVisibility()) continue;
            const { width, height } = element.getBoundingClientRect();
            const isSeen = width > 1 && height > 1;
            if (isSeen && (width < 24 || height < 24) && !element.closest("label")) found.push(element.outerHTML);
        }
    };
    look(document);
    return found;
}"""


@pytest.fixture(scope="module")
def phone(lasting: Callable[..., Browser], site_url: str) -> Iterator[Tab]:
    yield Tab(lasting().start(has_touch=True, is_mobile=True, viewport=SIZE), site_url).controlled()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == SIZE["width"]
    assert page.evaluate(TOO_SMALL) == []


def test_a_message_is_sent_with_a_finger(phone: Tab) -> None:
    phone.page.locator("letta-chat textarea").tap()
    phone.page.keyboard.type("My name is Ada.")
    phone.page.get_by_role("button", name="Send").tap()
    phone.see("Ada", "letta-chat .message.assistant")
    fits(phone.page)


def test_memory_is_looked_at_over_the_conversation(phone: Tab) -> None:
    toggle = phone.page.get_by_role("button", name="Memory beside the conversation")
    toggle.tap()
    phone.see("Name: Ada", "lw-memory-panel")
    fits(phone.page)
    toggle.tap()
    phone.page.locator("#memory").wait_for(state="hidden")


@pytest.mark.parametrize("name", ["Agents", "Memory", "Tools"])
def test_a_screen_is_one_tap_away(phone: Tab, name: str) -> None:
    phone.page.locator("nav.screens").get_by_role("link", name=name).tap()
    phone.page.locator(f"lw-{name.lower()} h1").wait_for()
    fits(phone.page)


@pytest.mark.parametrize("name", ["Models", "Activity", "Copies", "Settings"])
def test_the_other_screens_are_behind_a_button(phone: Tab, name: str) -> None:
    phone.page.get_by_role("button", name="More").tap()
    phone.page.locator("nav.screens").get_by_role("link", name=name).tap()
    phone.page.locator(f"lw-{name.lower()} h1").wait_for()
    phone.page.locator("#rest").wait_for(state="hidden")
    fits(phone.page)

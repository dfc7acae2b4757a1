"""Everything can be done without a pointer: with Tab, arrows, Enter, Space and Escape alone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browser
from tests.browser.living import live
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say

MOST_STEPS = 120
# The element that has the focus, through shadow trees, by what it is called; and whether its focus can be seen, unless
# it was given to a heading.
FOCUSED = """() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const { labels, innerText, placeholder } = element;
    const name = element.ariaLabel || labels?.[0]?.innerText || innerText || placeholder || "";
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const isOutlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    const isSeen = isOutlined || element.matches("body, [tabindex='-1']");
    return { name: name.trim(), isSeen };
}"""


class Keyboard:
    def __init__(self, tab: Tab) -> None:
        self.tab, self.page = tab, tab.page
        self.unseen: set[str] = set()

    def reach(self, name: str) -> "Keyboard":
        """Go on with Tab until that has the focus."""
        passed = []
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(FOCUSED)
            passed.append(focused["name"][:40])
            if not focused["isSeen"]:
                self.unseen.add(focused["name"])
            if focused["name"].split("\n")[0] == name:
                return self
        raise AssertionError(f"{name} can't be reached: {passed}")

    def press(self, *keys: str) -> "Keyboard":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def write(self, text: str) -> "Keyboard":
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        return self

    def sees(self, selector: str, text: str) -> "Keyboard":
        self.page.locator(selector, has_text=text).first.wait_for()
        return self


@pytest.fixture(scope="module")
def keyboard(lasting: Callable[..., Browser], site_url: str) -> Iterator[Keyboard]:
    with ModelServer() as model:
        tab = Tab(lasting().start(), site_url).controlled()
        live(tab, model)
        tab.page.reload()
        tab.ready().page.get_by_role("button", name="Allow", exact=True).wait_for()
        model.script(Say("It costs 29 francs."))
        yield Keyboard(tab)


def test_a_call_is_allowed_and_a_message_written(keyboard: Keyboard) -> None:
    keyboard.reach("Allow").press("Enter").sees("letta-chat .message", "29 francs")
    keyboard.reach("Message").write("Thank you!").press("Enter")
    keyboard.sees("letta-chat .message.assistant", "You said: Thank you!")


def test_a_block_is_edited(keyboard: Keyboard) -> None:
    keyboard.reach("Memory").press("Enter").sees("h1", "remembers")
    keyboard.reach("Edit").press("Enter").write("Name: Ada Lovelace")
    keyboard.sees("lw-memory", "Saved")


def test_memory_goes_back_through_the_timeline(keyboard: Keyboard) -> None:
    keyboard.reach("In mind").press("ArrowRight").reach("Moment").press("ArrowLeft")
    keyboard.reach("Bring this back").press("Enter").sees(".toast", "human is back.")


def test_an_agent_is_made(keyboard: Keyboard) -> None:
    keyboard.reach("Agents").press("Enter").reach("New agent").press("Enter").sees("label", "Companion")
    keyboard.reach("Companion").press("ArrowRight").reach("Name").write("Augusta")
    keyboard.reach("Make this agent").press("Enter")
    keyboard.sees(".who", "Augusta")


def test_the_page_turns_dark(keyboard: Keyboard) -> None:
    keyboard.reach("Settings").press("Enter").sees("h1", "Settings")
    keyboard.reach("As the device").press("ArrowRight", "ArrowRight")
    expect(keyboard.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_focus_could_always_be_seen(keyboard: Keyboard) -> None:
    assert keyboard.unseen == set()

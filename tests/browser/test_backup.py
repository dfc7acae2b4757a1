"""The readable backup, opened from a disk with the network cut: it shows, searches, unlocks and prints itself."""

import asyncio
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from lettawasm import agents, conversations
from lettawasm.api import create_app
from lettawasm.backup import document, page
from lettawasm.backup.gathering import Wanted, gather
from lettawasm.hosts.native_cipher import NativeCipher
from lettawasm.model import Text, ToolCall
from lettawasm.runtime import Runtime
from lettawasm.schemas.agents import AgentCreate
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.turns import TurnRequest
from lettawasm.testing import host

EVIL = "</script><script>document.title = 'evil'</script><img src=x onerror=\"document.title = 'evil'\">"
SECRET = "correct horse battery"
NOON = "2026-06-01T12:00:00.000000Z"
MANY = 10_000
T = TypeVar("T")


async def _lived() -> Runtime:
    """A space whose first agent was told something, changed its memory, and read something evil."""
    insert = ToolCall("call", "memory_insert", '{"label": "human", "new_string": "Likes green tea"}')
    space: Runtime = create_app(host(insert, "Noted, Ada.", EVIL, "In the fork.")).state.runtime
    blocks = [BlockCreate(label="human", value="Name: Ada"), BlockCreate(label="persona", value="Kind.")]
    new = AgentCreate(name="Sam", model="scripted/model", memory_blocks=blocks, tools=["memory_insert"])
    sam = await agents.create(space.store, space.catalog, new)
    for text in ("I like green tea", EVIL):
        await (await space.send(sam.id, TurnRequest(input=text))).finished()
    fork = conversations.fork(space.store, sam, message_id=None, hidden=False)
    await (await space.send(sam.id, TurnRequest(input="And now elsewhere"), fork.id)).finished()
    archive = space.store.archives.ensure(sam.id, "Sam")
    space.store.archival.insert(archive.id, "Bruno is a three-legged terrier", tags=("dog",))
    await agents.create(space.store, space.catalog, AgentCreate(name="Ott", model="scripted/model"))
    space.store.driver.transact(lambda: _talk(space, sam.id))
    return space


def _talk(space: Runtime, agent_id: str) -> None:
    for number in range(MANY):
        draft = space.store.recall.draft(agent_id, "user", content=(Text(f"Message {number} about rain"),))
        space.store.recall.append(draft, place=0)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: Playwright's event loop goes on in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk with a backup on it, and the same one locked."""
    folder = tmp_path_factory.mktemp("disk")
    text = document.write(gather(_run(_lived()).store, Wanted()), NOON)
    (folder / "open.html").write_bytes(page.page(text))
    (folder / "locked.html").write_bytes(page.locked_page(_run(NativeCipher().seal(SECRET, text))))
    (folder / "damaged.html").write_bytes(page.page(text[: len(text) // 2]))
    return folder


@pytest.fixture(scope="module")
def context(playwright: Playwright, chromium: str, chromium_flags: list[str]) -> Iterator[BrowserContext]:
    browser = playwright.chromium.launch(executable_path=chromium, args=chromium_flags)
    yield browser.new_context(offline=True)
    browser.close()


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Page]:
    """A tab in which nothing may go wrong, and that asks for nothing but its own file."""
    tab = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text))
    yield tab
    assert not wrong and all(url.startswith("file:") for url in asked)
    tab.close()


def shown(tab: Page, file: Path) -> Page:
    tab.goto(file.as_uri())
    return tab


def test_a_page_shows_what_the_agent_is_was_and_said(tab: Page, folder: Path) -> None:
    shown(tab, folder / "open.html")
    expect(tab).to_have_title("Sam")
    titles = ["Memory", "Archive", "Conversation", "Conversation 2", "History", "Settings"]
    expect(tab.locator("nav a")).to_have_text([re.compile(rf"^{title} [\d,]+$") for title in titles])
    expect(tab.locator("#memory")).to_contain_text("Name: Ada\nLikes green tea")
    expect(tab.locator("#history article").filter(has_text="Block human, version 2")).to_contain_text(
        "by the agent"
    )
    expect(tab.locator("#history ins").filter(has_text="Likes green tea").first).to_be_attached()
    expect(tab.locator("#passages")).to_contain_text("#dog")


def test_what_looks_like_markup_is_text(tab: Page, folder: Path) -> None:
    shown(tab, folder / "open.html").fill("#words", "onerror")
    expect(tab.locator(".user .text")).to_have_count(1)
    expect(tab.locator(".user .text")).to_have_text(EVIL)
    expect(tab).to_have_title("Sam")
    expect(tab.locator("img")).to_have_count(0)


def test_words_are_found_in_everything_at_once(tab: Page, folder: Path) -> None:
    shown(tab, folder / "open.html").fill("#words", "MESSAGE 9999 rain")
    expect(tab.locator("#found")).to_have_text("1 entry found")
    expect(tab.locator("mark")).to_have_text(["Message", "9999", "rain"])
    tab.fill("#words", "no such thing")
    expect(tab.locator("#found")).to_have_text("Nothing found")
    tab.fill("#words", ".*(")
    expect(tab.locator("#found")).to_have_text("Nothing found")
    tab.fill("#words", "")
    expect(tab.locator("#messages article")).to_have_count(50)


def test_more_of_a_long_list_is_shown_when_asked_for_and_all_on_paper(tab: Page, folder: Path) -> None:
    shown(tab, folder / "open.html")
    tab.get_by_role("button", name="Show more").first.click()
    expect(tab.locator("#messages article")).to_have_count(550)
    tab.dispatch_event("html", "beforeprint", {"bubbles": True})
    expect(tab.locator("#messages article")).to_have_count(MANY + 7)
    expect(tab.locator("details:not([open])")).to_have_count(0)


def test_another_agent_is_a_choice_away(tab: Page, folder: Path) -> None:
    shown(tab, folder / "open.html").get_by_label("Agent").select_option("Ott")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Ott")
    expect(tab.locator("#passages")).to_have_count(0)


def test_a_locked_page_opens_with_its_passphrase_alone(tab: Page, folder: Path) -> None:
    shown(tab, folder / "locked.html")
    expect(tab).to_have_title("A backup of lettawasm")
    expect(tab.get_by_label("Passphrase")).to_be_focused()
    tab.keyboard.type("wrong passphrase")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("doesn't open it")
    expect(tab.locator("#main")).to_be_hidden()
    tab.keyboard.type(SECRET)  # over the wrong one, which is selected
    tab.keyboard.press("Enter")
    expect(tab).to_have_title("Sam")
    expect(tab.locator("#memory")).to_contain_text("Likes green tea")


def test_a_damaged_page_says_so(tab: Page, folder: Path) -> None:
    shown(tab, folder / "damaged.html")
    expect(tab.get_by_text("This file is damaged")).to_be_visible()
    expect(tab.locator("#main")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(
    context: BrowserContext, folder: Path, scheme: str
) -> None:
    assert context.browser
    phone = context.browser.new_context(
        offline=True, viewport={"width": 360, "height": 640}, color_scheme=scheme
    )  # type: ignore[arg-type]
    tab = shown(phone.new_page(), folder / "open.html")
    expect(tab).to_have_title("Sam")
    assert tab.locator("html").evaluate("page => page.scrollWidth") == 360
    phone.close()

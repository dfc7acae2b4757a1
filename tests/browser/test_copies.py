"""Copies of a space: they write themselves into a folder, go to a server and into files, and prove themselves.

The folder is one of the browser's own: its handle is as real as that of a folder on the disk.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Browser
from tests.browser.tab import Tab
from tests.web_server import TOKEN, WebServer

# What a person would be asked by the browser. A restart takes the permission away.
BROWSER = """
    globalThis.showDirectoryPicker = async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle("Backups", { create: true });
    const asked = FileSystemDirectoryHandle.prototype;
    asked.queryPermission = async () => localStorage.permission ?? "granted";
    asked.requestPermission = async () => (localStorage.permission = "granted");
"""
FOLDER = """async (work) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("Backups", { create: true });
    return (%s)(folder);
}"""
TEXTS = """async (folder) => {
    const texts = {};
    for await (const file of folder.values()) {
        const found = file.name.endsWith(".crswap") ? null : await file.getFile().catch(() => null);
        if (found) texts[file.name] = await found.text(); // or it was removed just now
    }
    return texts;
}"""
NAMES = """async (folder) => {
    const names = [];
    for await (const name of folder.keys()) if (!name.endsWith(".crswap")) names.push(name);
    return names.sort();
}"""
TEAR = """async (folder) => {
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    const file = await folder.getFileHandle(names.sort().at(-1));
    const writable = await file.createWritable({ keepExistingData: true });
    await writable.truncate((await file.getFile()).size - 100);
    await writable.close();
}"""
LOCKED = """async (passphrase) => {
    const body = JSON.stringify({ format: "html", passphrase });
    const headers = { "content-type": "application/json" };
    return (await fetch("v1/backup", { method: "POST", headers, body })).text();
}"""
LEAVE = """() => {
    Object.defineProperty(document, "hidden", { configurable: true, value: true });
    document.dispatchEvent(new Event("visibilitychange"));
    delete document.hidden;
}"""
STUCK = """() => {
    ReadableStream.prototype.pipeTo = async (to) => (await to.write("half"), new Promise(() => {}));
}"""


class Copies:
    """The screen of copies in a tab, and the folder."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.page = tab, tab.page

    @property
    def screen(self) -> Locator:
        return self.page.locator("lw-copies")

    @property
    def meter(self) -> Locator:
        return self.page.locator("lw-meter a")

    def open(self) -> "Copies":
        self.page.evaluate("location.hash = '#/copies'")
        self.screen.locator(".verdict").wait_for()
        return self

    def again(self) -> "Copies":
        """As after a restart."""
        self.page.reload()
        self.tab.ready()
        return self.open()

    def press(self, name: str, within: str = "lw-copies") -> None:
        self.page.locator(within).get_by_role("button", name=name, exact=True).first.click()

    def says(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator(".toasts")).to_contain_text(words, timeout=30_000)
        self.page.evaluate("document.querySelector('.toasts').replaceChildren()")

    def texts(self) -> dict[str, str]:
        """The files in the folder."""
        found: dict[str, str] = self.page.evaluate(FOLDER % TEXTS)
        return found

    def names(self) -> list[str]:
        found: list[str] = self.page.evaluate(FOLDER % NAMES)
        return found

    def copies(self) -> list[Any]:
        found: list[Any] = self.tab.call("GET", "v1/copies")["copies"]
        return found


@pytest.fixture(scope="module")
def copies(site_url: str, lasting: Callable[..., Browser]) -> Copies:
    """A space with an agent in it that remembers tea, in a browser of its own."""
    context = lasting().start(accept_downloads=True)
    context.add_init_script(BROWSER)
    copies = Copies(Tab(context, site_url).controlled())
    copies.tab.call("PATCH", f"v1/agents/{copies.tab.agent_id()}", {"name": "Sam"})
    return copies


@pytest.fixture(scope="module")
def keeper() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def test_memory_is_in_this_browser_alone_until_a_folder_is_chosen(copies: Copies) -> None:
    named = "Only in this browser: Your memory is in this browser, and nowhere else. If the browser's data"
    expect(copies.meter).to_have_attribute("aria-label", re.compile(f"^{named}"))
    copies.meter.click()
    expect(copies.screen.get_by_role("heading", level=1)).to_be_focused()
    copies.press("Choose a folder …")
    copies.says("it can be restored")
    expect(copies.meter).to_have_text("2 places · tested today")
    [name] = copies.names()
    assert re.fullmatch(r"lettawasm-[\dTZ-]+\.json", name)
    assert copies.copies()[0]["checked"]["agents"] == ["Sam"]


def test_what_changed_goes_along_when_a_person_leaves(copies: Copies) -> None:
    passage = {"text": "Tea is best at four"}
    copies.tab.call("POST", f"v1/agents/{copies.tab.agent_id()}/archival-memory", passage)
    copies.tab.until("fetch('v1/copies').then((r) => r.json()).then((k) => k.places[0].due_at)")
    copies.open().page.evaluate(LEAVE)
    expect(copies.screen.locator("section", has_text="A folder")).to_contain_text("2 copies")
    first, second = (copies.texts()[name] for name in copies.names())
    assert "Tea is best at four" in second and "Tea is best at four" not in first


def test_after_a_restart_the_folder_has_to_be_allowed_again(copies: Copies) -> None:
    copies.page.evaluate("localStorage.permission = 'prompt'")
    copies.again()
    expect(copies.meter).to_have_text("Allow the folder")
    copies.press("Allow the folder again")
    copies.says("it can be restored")
    assert len(copies.names()) == 3


def test_a_copy_that_is_cut_off_leaves_the_older_ones_whole(copies: Copies) -> None:
    before = copies.texts()
    copies.page.evaluate(STUCK)
    copies.press("Copy now")
    copies.tab.until(f"({FOLDER % NAMES})().then((names) => names.some((name) => name.endsWith('.part')))")
    copies.again()
    cut_off = copies.texts()
    assert {name: cut_off[name] for name in before} == before and len(cut_off) == len(before) + 1
    copies.press("Copy now")
    copies.says("it can be restored")
    assert not [name for name in copies.names() if name.endswith(".part")]


def test_a_full_disk_is_told_and_costs_no_copy(copies: Copies, site_url: str) -> None:
    before = copies.texts()
    devtools = copies.page.context.new_cdp_session(copies.page)
    used = copies.page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site_url[:-1], "quotaSize": used + 4_096})
    copies.press("Copy now")
    copies.says("There is no room left for a copy.")
    expect(copies.meter).to_have_text("Copy failed")
    assert copies.texts() == before
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site_url[:-1]})
    copies.press("Copy now")
    copies.says("it can be restored")
    expect(copies.meter).to_have_text("2 places · tested today")


def test_a_damaged_copy_is_told(copies: Copies) -> None:
    copies.page.evaluate(FOLDER % TEAR)
    copies.press("Test the newest")
    dialog = copies.screen.get_by_role("dialog")
    expect(dialog).to_contain_text("This copy can't be restored.")
    expect(dialog).to_contain_text("damaged")
    copies.press("Close", "lw-copies dialog")
    expect(copies.meter).to_have_text("Damaged copy")
    copies.press("Copy now")
    copies.says("it can be restored")


def test_a_server_keeps_a_copy_and_gives_it_back_for_a_test(copies: Copies, keeper: WebServer) -> None:
    copies.screen.get_by_text("Connect a server …").click()
    copies.screen.get_by_label("Address").fill(f"{keeper.url}/v1")
    copies.screen.get_by_label("Token").fill("wrong")
    copies.press("Connect and copy")
    copies.says("doesn't accept the token")
    copies.tab.call("PATCH", "v1/copies/places/worker", {"token": TOKEN})
    server = copies.screen.locator("section", has_text="A server of yours")
    server.get_by_role("button", name="Copy now").click()
    copies.says("it can be restored")
    expect(copies.meter).to_have_text("3 places · tested today")
    expect(server).to_contain_text("1 copy · Last written just now · tested just now")


def test_a_saved_file_is_tested_and_brought_back(copies: Copies, tmp_path: Path) -> None:
    with copies.page.expect_download() as saving:
        copies.press("Save a copy …")
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    copies.says("The copy is saved.")
    with copies.page.expect_file_chooser() as choosing:
        copies.press("Test or restore a file …")
    choosing.value.set_files(file)
    dialog = copies.screen.get_by_role("dialog")
    expect(dialog).to_contain_text("This copy can be restored.")
    expect(dialog).to_contain_text("Everything that is here now is in it.")
    copies.press("Bring it back here …", "lw-copies dialog")
    copies.page.locator("dialog.question").get_by_role("button", name="Bring it back").click()
    copies.says("The copy is back.")
    assert [agent["name"] for agent in copies.tab.call("GET", "v1/agents/")] == ["Sam", "Sam"]


def test_a_locked_file_asks_for_its_passphrase(copies: Copies, tmp_path: Path) -> None:
    file = tmp_path / "locked.html"
    file.write_text(copies.page.evaluate(LOCKED, "correct horse"))
    for passphrase, found in (("wrong horse", "can't be restored"), ("correct horse", "can be restored")):
        with copies.page.expect_file_chooser() as choosing:
            copies.press("Test or restore a file …")
        choosing.value.set_files(file)
        dialog = copies.screen.get_by_role("dialog")
        dialog.get_by_label("Passphrase").fill(passphrase)
        dialog.get_by_role("button", name="Open").click()
        expect(dialog).to_contain_text(found)
        copies.press("Close", "lw-copies dialog")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_wider_than_the_screen(copies: Copies, width: int) -> None:
    copies.page.set_viewport_size({"width": width, "height": 800})
    assert copies.page.locator(".screen").evaluate("screen => screen.scrollWidth <= screen.clientWidth")


def test_a_browser_that_denies_its_storage_says_so_where_it_matters(copies: Copies, site_url: str) -> None:
    copies.page.context.add_init_script(
        """if (localStorage.denied) {
            const deny = () => { throw new DOMException("no", "SecurityError"); };
            IDBFactory.prototype.open = StorageManager.prototype.estimate = deny;
        }"""
    )
    copies.page.evaluate("localStorage.denied = 1")
    copies.again()
    copies.press("Choose another …")
    copies.says("The browser doesn't allow this folder.")
    expect(copies.screen.get_by_role("button", name="Save a copy …")).to_be_enabled()
    copies.page.evaluate("localStorage.removeItem('denied')")


FORGETTING = [
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15",
        "Apple",
        0,
        7,
    ),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Apple", 5, 7),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "Apple", 5, 7),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0 Safari/537.36", "Google Inc.", 0, 0),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "", 0, 0),
]


@pytest.mark.parametrize(("agent", "vendor", "touch", "days"), FORGETTING)
def test_safari_forgets_after_seven_days_unless_the_page_is_installed(
    copies: Copies, agent: str, vendor: str, touch: int, days: int
) -> None:
    ask = """async ([userAgent, vendor, maxTouchPoints, isApp]) => {
        const { forgetsAfter } = await import("./copies/home.js");
        return forgetsAfter({ userAgent, vendor, maxTouchPoints }, isApp);
    }"""
    page: Page = copies.page
    assert [page.evaluate(ask, [agent, vendor, touch, is_app]) for is_app in (False, True)] == [days, 0]


def test_what_has_settled_is_copied_in_time_by_any_tab(copies: Copies, site_url: str) -> None:
    """The last test, since the time of all tabs flies from here on."""
    other = copies.page.context.new_page()
    other.clock.install()
    other.goto(f"{site_url}#/copies")
    other.locator("lw-meter a").wait_for()
    newest = copies.names()[-1]
    passage = {"text": "Coffee is for the morning"}
    copies.tab.call("POST", f"v1/agents/{copies.tab.agent_id()}/archival-memory", passage)
    for _ in range(200):  # its time flies
        other.clock.run_for(10_000)
        if (written := copies.names()[-1]) != newest and not written.endswith(".part"):
            break
    assert "Coffee is for the morning" in copies.texts()[written]
    other.close()

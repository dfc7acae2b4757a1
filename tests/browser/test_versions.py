"""Several versions of the app over one space, several tabs of each, and no room for one more."""

import base64
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from lettawasm.migrations import MIGRATIONS
from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab

FILES = """
    const root = await navigator.storage.getDirectory();
    const open = async (folder, name) => (await folder).getDirectoryHandle(name, { create: true });
    const folder = await ["lettawasm", "spaces", "default"].reduce(open, root);"""
READ = f"""async (name) => {{{FILES}
    const file = await (await folder.getFileHandle(name, {{ create: true }})).getFile();
    const reader = new FileReader();
    reader.readAsDataURL(file);
    await new Promise((resolve) => (reader.onload = resolve));
    return file.size ? reader.result.split(",")[1] : "";
}}"""
WRITE = f"""async ([name, data]) => {{{FILES}
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    for (;;) {{
        try {{
            const writable = await (await folder.getFileHandle(name, {{ create: true }})).createWritable();
            await writable.write(bytes);
            return await writable.close();
        }} catch (error) {{
            if (error.name !== "NoModificationAllowedError") throw error; // the last host lets go of it soon
        }}
    }}
}}"""
UPDATE = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
# The browser also looks by itself, a while after a page was opened: the version may be there already.
INSTALLED = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    const worker = registration.installing ?? registration.waiting;
    const isOver = () => !worker || ["installed", "redundant"].includes(worker.state);
    while (!isOver()) await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
    return worker?.state ?? "redundant";
}"""


@pytest.fixture(scope="module")
def site(site_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("versions") / "site")
    yield site
    site.go_away()


@pytest.fixture(scope="module")
def context(lasting: Callable[..., Browser]) -> BrowserContext:
    return lasting().start()


def beside(context: BrowserContext, site: Site) -> Page:
    """A page of the site's that runs nothing."""
    page = context.new_page()
    page.goto(f"{site.url}icons/icon-192.png")
    return page


def new_version(site: Site) -> None:
    site.write("app.css", (site.folder / "app.css").read_text() + "/* newer */")


def test_six_tabs_have_one_host_and_one_conversation(context: BrowserContext, site: Site) -> None:
    first = Tab(context, site.url).controlled()
    tabs = [first, *(Tab(context, site.url).ready() for _ in range(5))]
    assert [tab.status()["role"] for tab in tabs].count("host") == 1
    for number, tab in enumerate(tabs):
        tab.ask(f"This is tab {number}.")
    first.page.close()
    left = tabs[1:]
    left[-1].ask("Who is left?")
    assert [tab.status()["role"] for tab in left].count("host") == 1
    said = [f"This is tab {number}." for number in range(6)] + ["Who is left?"]
    assert [text for who, text in left[0].history() if who == "user"] == said
    for tab in left:
        tab.see("Who is left?", ".message.user")
        tab.page.close()


def test_a_version_that_finds_no_room_leaves_the_old_one_at_work(context: BrowserContext, site: Site) -> None:
    tab = Tab(context, site.url).controlled()
    devtools, origin = context.new_cdp_session(tab.page), site.url[:-1]
    used = tab.page.evaluate("async () => (await navigator.storage.estimate()).usage")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used + 4_096})
    new_version(site)
    assert tab.page.evaluate(INSTALLED) == "redundant"
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    assert tab.page.locator(".update").is_hidden()
    tab.ask("Still there?")
    assert tab.page.evaluate(INSTALLED) == "installed"
    tab.page.locator(".update").wait_for()
    tab.page.close()


def test_a_new_version_waits_for_who_writes_in_another_tab(context: BrowserContext, site: Site) -> None:
    one, two = Tab(context, site.url).controlled(), Tab(context, f"{site.url}#/share").ready()
    for tab in (one, two):
        tab.page.evaluate("() => { globalThis.isOldPage = true; }")
    writing = two.page.locator("lw-share textarea")
    writing.fill("Half a sentence")
    new_version(site)
    one.page.evaluate(UPDATE)
    one.page.locator(".update button").click()
    one.page.wait_for_function("() => !globalThis.isOldPage")
    one.controlled()
    assert two.page.evaluate("isOldPage") and writing.input_value() == "Half a sentence"
    writing.blur()
    two.page.wait_for_function("() => !globalThis.isOldPage")
    for tab in (one, two):
        tab.page.close()


def test_a_newer_schema_is_not_opened_and_its_space_is_left_to_who_can(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    tab = Tab(context, site.url).controlled()
    tab.ask("My name is Ada.")
    page = beside(context, site)
    tab.page.close()
    older = stored(page)
    newer = in_version(len(MIGRATIONS) + 1, older, tmp_path)
    page.evaluate(WRITE, ["space.db-wal", ""])
    page.evaluate(WRITE, ["space.db", base64.b64encode(newer).decode()])
    old = Tab(context, site.url)
    alert = old.page.get_by_role("alert")
    alert.get_by_text("newer version of the app").wait_for()
    assert old.status()["role"] == "follower"
    held = old.page.evaluate("async () => (await navigator.locks.query()).held.map(({ name }) => name)")
    assert not [name for name in held if name.endswith("/host")]
    assert stored(page) == (newer, b"")
    restored = in_version(len(MIGRATIONS), (newer, b""), tmp_path)
    page.evaluate(WRITE, ["space.db", base64.b64encode(restored).decode()])
    alert.get_by_role("button").click()
    assert "Ada" in old.ready().ask("What is my name?")


def stored(page: Page) -> tuple[bytes, bytes]:
    """The database as it lies there, and what was written since."""
    database, log = (base64.b64decode(page.evaluate(READ, name)) for name in ("space.db", "space.db-wal"))
    return database, log


def in_version(number: int, files: tuple[bytes, bytes], folder: Path) -> bytes:
    """The same space, as if a lettawasm of that schema had written it."""
    path = folder / f"{number}.db"
    path.write_bytes(files[0])
    path.with_name(f"{number}.db-wal").write_bytes(files[1])
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM schema_version WHERE version > ?", [number])
        connection.execute("INSERT INTO schema_version (version) VALUES (?)", [number])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path.read_bytes()

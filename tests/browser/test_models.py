"""Models come into the browser as a person wants them to: fetched, paused, resumed, checked, used and deleted."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright

from tests.browser.conftest import Browser
from tests.browser.connecting import go
from tests.browser.engines.bed import GRAPHICS, played_site
from tests.browser.engines.file_server import FileServer, serving
from tests.browser.tab import Tab
from tests.tiny_gguf import tiny_gguf

GGUF = tiny_gguf()
HALF = len(GGUF) // 2
OTHER = GGUF[: HALF - 8] + b"changed!" + GGUF[HALF:]  # a later version of it, as long as the first

KEPT = """async (name) => {
    let folder = await navigator.storage.getDirectory();
    for (const part of ["lettawasm", "models", name]) folder = await folder.getDirectoryHandle(part);
    const kept = {};
    for await (const handle of folder.values()) {
        const bytes = await (await handle.getFile()).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        kept[handle.name] = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }
    return kept;
}"""


class Shelf:
    """The models of a browser, in a tab."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.page = tab, tab.page

    def open(self) -> "Shelf":
        go(self.tab, "models/browser")
        self.page.wait_for_selector("[name=gguf]")
        return self

    def fetch(self, url: str) -> Locator:
        self.page.fill("[name=gguf]", url)
        self.page.click("text=Fetch it")
        return self.row(url.split("/")[-1].removesuffix(".gguf"))

    def row(self, name: str) -> Locator:
        return self.page.locator(f"[data-model='{name}']")

    def here(self, name: str) -> Locator:
        row = self.row(name)
        row.locator("text=tokens of context").wait_for()
        return row

    def delete(self, name: str) -> None:
        is_here = self.row(name).locator("text=tokens of context").count()
        self.row(name).get_by_role("button").last.click()
        if is_here:
            self.page.click("dialog.question button.danger")
        self.row(name).wait_for(state="detached")

    def handles(self) -> list[str]:
        return [
            str(model["handle"])
            for model in self.tab.call("GET", "v1/models/")
            if model["handle"].startswith("wllama/")
        ]

    def kept(self, name: str) -> dict[str, str]:
        return dict(self.page.evaluate(KEPT, name))


@pytest.fixture(scope="module")
def shelf(
    playwright: Playwright,
    chromium: str,
    chromium_flags: list[str],
    site_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shelf]:
    """One tab for all of this file, with its models in view, an imitated graphics card, and WebLLM played."""
    folder = tmp_path_factory.mktemp("models")
    site = played_site(folder / "site")
    browser = Browser(playwright, chromium, [*chromium_flags, *GRAPHICS], folder / "profile")
    tab = Tab(browser.start(), site.url).controlled()
    tab.page.set_default_timeout(25_000)
    yield Shelf(tab).open()
    browser.quit()
    site.go_away()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving(GGUF) as server:
        yield server


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def held(row: Locator) -> None:
    """Wait until the server has sent what it sends at once."""
    row.locator(f"text={HALF // 1000} kB").wait_for()


def on_a_light_page(shelf: Shelf) -> Page:
    """Another tab of the site, without an agent in it."""
    page = shelf.page.context.new_page()
    page.goto(shelf.page.url + "manifest.webmanifest")
    return page


def test_a_model_is_paused_and_goes_on_after_a_reload_and_is_used(shelf: Shelf, server: FileServer) -> None:
    server.held_at = HALF
    row = shelf.fetch(f"{server.url}/tiny.gguf")
    held(row)
    assert shelf.handles() == []
    other = on_a_light_page(shelf)
    told = "async () => (await (await import('./engines/manager/manager.js')).inventory()).underway"
    assert [(each["note"]["entry"]["name"], each["isGoing"]) for each in other.evaluate(told)] == [
        ("tiny", True)
    ]
    other.close()
    row.locator("button:has-text('Pause')").click()
    row.locator("text=Stopped at").wait_for()
    shelf.page.reload()
    shelf.tab.controlled()
    shelf.open()
    server.release()
    row.locator("button:has-text('Go on')").click()
    shelf.here("tiny")
    assert server.asked[0] == 0 and server.asked[-1] == HALF
    assert shelf.kept("tiny")["tiny.gguf"] == sha256(GGUF)
    assert shelf.handles() == ["wllama/tiny"]


def test_a_model_says_hello_and_answers_in_a_talk(shelf: Shelf) -> None:
    shelf.here("tiny").locator("button:has-text('Say hello')").click()
    shelf.tab.see("tokens a second", "lw-shelf .said")
    shelf.row("tiny").locator("button:has-text('Use for Companion')").click()
    shelf.tab.see("Companion now thinks with wllama/tiny.", "lw-shelf .said")
    shelf.tab.see("Used by Companion.", "[data-model=tiny]")
    go(shelf.tab, "chat")
    assert shelf.tab.ask("Hello?")
    shelf.open()


def test_a_model_that_an_agent_uses_is_deleted_after_a_second_word(shelf: Shelf) -> None:
    shelf.row("tiny").get_by_role("button").last.click()
    shelf.tab.see("Companion will need another model", "dialog.question")
    shelf.page.click("dialog.question button:not(.danger)")
    assert shelf.handles() == ["wllama/tiny"]
    shelf.delete("tiny")
    assert shelf.handles() == []
    with pytest.raises(Exception, match="NotFoundError"):
        shelf.kept("tiny")


def test_a_connection_that_is_cut_is_taken_up_again(shelf: Shelf, server: FileServer) -> None:
    server.held_at = HALF
    held(shelf.fetch(f"{server.url}/cut.gguf"))
    server.cut()
    shelf.here("cut")
    assert server.asked == [0, HALF]
    assert shelf.kept("cut")["cut.gguf"] == sha256(GGUF)
    shelf.delete("cut")


def test_a_server_that_knows_no_ranges_sends_it_all_once_more(shelf: Shelf, server: FileServer) -> None:
    server.knows_ranges, server.held_at = False, HALF
    held(shelf.fetch(f"{server.url}/whole.gguf"))
    server.cut()
    shelf.here("whole")
    assert shelf.kept("whole")["whole.gguf"] == sha256(GGUF)
    shelf.delete("whole")


@pytest.mark.parametrize("tells", [True, False])
def test_a_file_that_has_changed_is_fetched_anew(shelf: Shelf, server: FileServer, tells: bool) -> None:
    server.held_at, server.tells_length = HALF, tells
    row = shelf.fetch(f"{server.url}/changed.gguf")
    held(row)
    row.locator("button:has-text('Pause')").click()
    row.locator("text=Stopped at").wait_for()
    server.data, server.etag = OTHER, '"2"'
    server.release()
    row.locator("button:has-text('Go on')").click()
    shelf.here("changed")
    assert shelf.kept("changed")["changed.gguf"] == sha256(OTHER)
    shelf.delete("changed")


def test_what_is_wrong_with_a_file_is_said(shelf: Shelf, server: FileServer) -> None:
    def stopped(url: str, told: str) -> None:
        row = shelf.fetch(url)
        row.locator(f"text={told}").wait_for()
        shelf.delete(url.split("/")[-1].removesuffix(".gguf"))

    server.status = 404
    stopped(f"{server.url}/missing.gguf", "There is no file at this address.")
    server.status = 401
    stopped(f"{server.url}/gated.gguf", "The server wants a login.")
    server.status, server.data = 200, b"<html>Welcome</html>"
    stopped(f"{server.url}/page.gguf", "it has to be a GGUF file")
    server.data, server.promises = GGUF, 100
    stopped(f"{server.url}/short.gguf", "The connection was cut.")
    assert shelf.handles() == []


def test_a_file_with_another_hash_is_not_kept(shelf: Shelf, server: FileServer) -> None:
    fetch = "async (it) => (await import('./engines/manager/manager.js')).fetchGguf(it)"
    for name, expected in (("right", sha256(GGUF)), ("wrong", sha256(OTHER))):
        shelf.page.evaluate(fetch, {"url": f"{server.url}/{name}.gguf", "sha256": expected})
    shelf.here("right")
    shelf.tab.see("This is not the file that was expected.", "lw-shelf")
    assert shelf.handles() == ["wllama/right"]
    left = shelf.kept("wrong")
    assert left == {}
    shelf.page.evaluate(
        "async () => (await import('./engines/manager/manager.js')).remove('wrong')",
    )
    shelf.delete("right")


def test_a_full_disk_is_said_and_what_is_here_stays(shelf: Shelf, server: FileServer) -> None:
    session: Any = shelf.page.context.new_cdp_session(shelf.page)
    origin = shelf.page.url.rstrip("/")
    usage = session.send("Storage.getUsageAndQuota", {"origin": origin})["usage"]
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": usage + HALF})
    row = shelf.fetch(f"{server.url}/large.gguf")
    row.locator("text=There is no room left for it.").wait_for()
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    row.locator("button:has-text('Go on')").click()
    shelf.here("large")
    assert shelf.kept("large")["large.gguf"] == sha256(GGUF)
    shelf.delete("large")


def test_a_file_that_cannot_run_here_is_refused_before_any_of_it_comes(
    shelf: Shelf, server: FileServer, tmp_path: Path
) -> None:
    (tmp_path / "big.gguf").write_bytes(GGUF)
    getting = shelf.page.locator("lw-getting")
    room = getting.evaluate(
        f"({{ device }}) => {{ const {{ room }} = device; device.room = {HALF}; return room; }}"
    )
    shelf.page.set_input_files("[aria-label='Model file']", tmp_path / "big.gguf")
    shelf.tab.see(f"and {HALF // 1000} kB are left for this page", "lw-shelf .error")
    getting.evaluate("({ device }) => { device.room = 1000; }")
    shelf.fetch(f"{server.url}/big.gguf")
    shelf.tab.see("and 1 kB are left for this page", "lw-shelf .error")
    getting.evaluate(f"({{ device }}) => {{ device.room = {room}; }}")
    assert not server.asked
    assert not shelf.row("big").count()


def test_a_file_of_this_device_becomes_a_model(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(GGUF)
    (tmp_path / "letter.gguf").write_text("Dear Ada")
    shelf.page.set_input_files("[aria-label='Model file']", tmp_path / "letter.gguf")
    shelf.tab.see("it has to be a GGUF file", "lw-shelf .error")
    shelf.page.set_input_files("[aria-label='Model file']", tmp_path / "mine.gguf")
    shelf.here("mine")
    assert shelf.handles() == ["wllama/mine"]
    shelf.delete("mine")


def test_all_parts_of_a_split_file_come(shelf: Shelf, server: FileServer) -> None:
    shelf.page.fill("[name=gguf]", f"{server.url}/split-00001-of-00003.gguf")
    shelf.page.click("text=Fetch it")
    shelf.here("split")
    names = [f"split-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
    kept = shelf.kept("split")
    assert {name: kept[name] for name in names} == dict.fromkeys(names, sha256(GGUF))
    shelf.delete("split")


def test_a_compiled_model_is_fetched_by_its_engine(shelf: Shelf) -> None:
    shelf.page.click("summary:has-text('For the graphics card')")
    shelf.tab.see("this graphics card can't do 16-bit numbers (shader-f16).", "lw-shelf")
    shelf.page.click("[aria-label='Fetch SmolLM2-360M-Instruct-q4f32_1-MLC']")
    shelf.here("SmolLM2-360M-Instruct-q4f32_1-MLC")
    handles = [model["handle"] for model in shelf.tab.call("GET", "v1/models/")]
    assert "webllm/SmolLM2-360M-Instruct-q4f32_1-MLC" in handles
    shelf.delete("SmolLM2-360M-Instruct-q4f32_1-MLC")


WELL = {
    "graphics": {"isImitated": False, "hasF16": True},
    "memory": 8e9,
    "threads": 4,
    "hasMemory64": True,
    "hasStackSwitching": True,
    "room": 10e9,
    "isKept": True,
}


@pytest.mark.parametrize(
    ("lacks", "asks", "told"),
    [
        ({}, {}, "Will run here."),
        ({"graphics": None}, {"size": 400e6}, "Will run here."),
        ({"graphics": None}, {}, "on 4 threads of the processor."),
        ({"hasStackSwitching": False}, {}, "on 4 threads of the processor."),
        ({"hasMemory64": False}, {}, "this browser is too old for llama.cpp"),
        ({"room": 500e6}, {}, "it takes 1 GB, and 500 MB are left for this page."),
        ({"memory": 1e9}, {}, "about 1.3 GB of memory, too much of this device's 1 GB."),
        ({"memory": None}, {"engine": "webllm"}, "Will run here."),
        ({"graphics": None}, {"engine": "webllm"}, "this browser lets no page use one (WebGPU)."),
        (
            {"graphics": {"isImitated": True, "hasF16": False}},
            {"engine": "webllm"},
            "Will be slow: the graphics card is only imitated.",
        ),
        (
            {"graphics": {"isImitated": False, "hasF16": False}},
            {"engine": "webllm", "needsF16": True},
            "this graphics card can't do 16-bit numbers",
        ),
    ],
)
def test_what_cannot_run_is_said_before_it_is_fetched(shelf: Shelf, lacks: Any, asks: Any, told: str) -> None:
    judged = shelf.page.evaluate(
        "async (it) => (await import('./screens/models/judging.js')).judged(...it).sentence",
        [{**WELL, **lacks}, {"engine": "wllama", "size": 1e9, **asks}],
    )
    assert told in judged

"""Models come into the browser as a person wants them to: fetched, paused, resumed, checked, used and deleted."""

import hashlib
import json
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
from tests.tiny_mmproj import tiny_mmproj

GGUF = tiny_gguf()
HALF = len(GGUF) // 2
MMPROJ = tiny_mmproj()
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

# Hold a file of a model as another tab might.
HOLD = """async (name) => {
    const root = await navigator.storage.getDirectory();
    const path = name.startsWith("web-") ? ["tvmjs-opfs-store", "webllm", "model"] : ["lettawasm", "models", name];
    let folder = root;
    for (const part of path) folder = await folder.getDirectoryHandle(part);
    for await (const file of folder.values())
        if (/\\.(bin|gguf)$/.test(file.name)) globalThis.held ??= await file.createSyncAccessHandle();
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
        return self.row(url.split("#")[0].split("/")[-1].removesuffix(".gguf"))

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


def handles(shelf: Shelf) -> list[str]:
    return [str(model["handle"]) for model in shelf.tab.call("GET", "v1/models/")]


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


def pointer(data: bytes) -> bytes:
    """What a hub has in the place of a large file."""
    lines = ("version https://git-lfs.github.com/spec/v1", f"oid sha256:{sha256(data)}", f"size {len(data)}")
    return "\n".join([*lines, ""]).encode()


@pytest.mark.parametrize("told", ["by the address", "by the hub"])
def test_a_file_with_another_hash_is_not_kept(shelf: Shelf, server: FileServer, told: str) -> None:
    for name, expected in (("right", GGUF), ("wrong", OTHER)):
        url = f"{server.url}/m/resolve/main/{name}.gguf"
        if told == "by the hub":
            server.files[f"/m/raw/main/{name}.gguf"] = pointer(expected)
        else:
            url += f"#sha256={sha256(expected).upper()}"
        shelf.fetch(url)
    shelf.here("right")
    shelf.row("wrong").locator("text=This is not the file that was expected.").wait_for()
    assert shelf.handles() == ["wllama/right"]
    assert shelf.kept("wrong") == {}
    shelf.delete("wrong")
    shelf.delete("right")


def test_a_hash_that_is_none_is_refused_before_anything_is_fetched(shelf: Shelf, server: FileServer) -> None:
    shelf.fetch(f"{server.url}/model.gguf#sha256=abc")
    shelf.tab.see("there have to be 64 hexadecimal digits", "lw-shelf .error")
    assert not server.asked
    shelf.page.fill("[name=gguf]", "")


def test_a_file_whose_end_is_missing_is_no_model(shelf: Shelf, server: FileServer) -> None:
    """No server told that it has more."""
    server.knows_ranges = server.tells_length = False
    server.data = GGUF[:HALF]
    row = shelf.fetch(f"{server.url}/half.gguf")
    row.locator("text=The end of this file is missing.").wait_for()
    assert shelf.handles() == []
    shelf.delete("half")


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


# Models that see


def test_a_model_comes_with_its_projector_and_both_are_gone_on_with(shelf: Shelf, server: FileServer) -> None:
    server.files["/eyes.gguf"] = MMPROJ
    server.held_at = HALF
    shelf.page.fill("[name=projector]", f"{server.url}/eyes.gguf")
    row = shelf.fetch(f"{server.url}/seeing.gguf")
    held(row)
    row.locator("button:has-text('Pause')").click()
    row.locator("text=Stopped at").wait_for()
    server.release()
    row.locator("button:has-text('Go on')").click()
    shelf.here("seeing").locator("text=Sees pictures.").wait_for()
    assert server.paths == ["/seeing.gguf", "/seeing.gguf", "/eyes.gguf"]
    kept = shelf.kept("seeing")
    assert (kept["seeing.gguf"], kept["mmproj-eyes.gguf"]) == (sha256(GGUF), sha256(MMPROJ))
    shelf.delete("seeing")


def test_files_of_this_device_are_told_apart_by_what_they_hold(shelf: Shelf, tmp_path: Path) -> None:
    for name, data in (("a.gguf", MMPROJ), ("b.gguf", GGUF), ("c.gguf", MMPROJ)):
        (tmp_path / name).write_bytes(data)
    for names, told in (("a", "only the projector"), ("abc", "one projector"), ("ab", "")):
        files = [tmp_path / f"{name}.gguf" for name in names]
        shelf.page.set_input_files("[aria-label='Model file']", files)
        if told:
            shelf.tab.see(told, "lw-shelf .error")
    shelf.here("b").locator("text=Sees pictures.").wait_for()
    assert shelf.handles() == ["wllama/b"]
    shelf.delete("b")


# Models that WebLLM keeps, in its own store


class Compiled:
    """The files of compiled models on a server, and what is asked of them in a page."""

    def __init__(self, shelf: Shelf, server: FileServer) -> None:
        self.page, self.server = shelf.page, server
        self.library = f"{server.url}/library.wasm"
        server.files["/library.wasm"] = b"\0asm"

    def fetch(self, name: str) -> None:
        at = f"/compiled/{name}/resolve/main"
        shards = {f"shard_{n}.bin": bytes([65 + n]) * 200_000 for n in range(3)}
        records = [{"dataPath": name} for name in shards]
        files = {"mlc-chat-config.json": b"{}", "tokenizer.json": b"{}"}
        files["tensor-cache.json"] = json.dumps({"records": records}).encode()
        self.server.files |= {f"{at}/{path}": data for path, data in (files | shards).items()}
        fetch = "async (it) => (await import('./engines/manager/manager.js')).fetchCompiled(it)"
        source = f"{self.server.url}/compiled/{name}"
        wanted = {"name": name, "source": source, "library": self.library, "context": 4096, "size": 1_000_000}
        self.page.evaluate(fetch, wanted)

    def has(self, name: str) -> bool:
        """What WebLLM itself says."""
        asked = """async ([model, model_id, model_lib]) => {
            const { hasModelInCache } = await import("./vendor/web-llm/lib/index.js");
            const model_list = [{ model, model_id, model_lib }];
            return hasModelInCache(model_id, { model_list, cacheBackend: "opfs" });
        }"""
        return bool(self.page.evaluate(asked, [f"{self.server.url}/compiled/{name}", name, self.library]))

    def store(self) -> list[str]:
        """The names of all of WebLLM's files."""
        walk = """async () => {
            const names = [];
            const open = [await (await navigator.storage.getDirectory()).getDirectoryHandle("tvmjs-opfs-store")];
            for (let folder = open.pop(); folder; folder = open.pop())
                for await (const handle of folder.values())
                    handle.kind === "directory" ? open.push(handle) : names.push(handle.name);
            return names;
        }"""
        return list(self.page.evaluate(walk))


@pytest.fixture
def compiled(shelf: Shelf, server: FileServer) -> Compiled:
    return Compiled(shelf, server)


def test_a_compiled_model_goes_on_where_it_was_cut_and_works_offline(
    shelf: Shelf, server: FileServer, compiled: Compiled
) -> None:
    server.held_at = 100_000  # of the first shard; all before it is smaller
    compiled.fetch("web-a")
    server.cut_when_held()
    row = shelf.row("web-a")
    row.locator("text=Stopped at").wait_for()
    assert not compiled.has("web-a")
    before = len(server.paths)
    row.locator("button:has-text('Go on')").click()
    shelf.here("web-a").locator("text=600 kB").wait_for()
    again = {path.split("/")[-1] for path in server.paths[before:]}
    assert again == {"shard_0.bin", "shard_1.bin", "shard_2.bin"}
    assert compiled.has("web-a")
    server.status = 503  # nothing more is to be had
    row.locator("button:has-text('Say hello')").click()
    shelf.tab.see("It says: You said:", "lw-shelf .said")


def test_one_of_two_with_the_same_library_is_deleted_and_the_other_still_works(
    shelf: Shelf, server: FileServer, compiled: Compiled
) -> None:
    for name in ("web-c", "web-d"):
        compiled.fetch(name)
        shelf.here(name)
    shelf.delete("web-c")
    assert (compiled.has("web-c"), compiled.has("web-d")) == (False, True)
    server.status = 503
    shelf.row("web-d").locator("button:has-text('Say hello')").click()
    shelf.tab.see("It says: You said:", "lw-shelf .said")
    shelf.delete("web-d")


def test_nothing_of_a_model_is_left_that_was_stopped_half_way(
    shelf: Shelf, server: FileServer, compiled: Compiled
) -> None:
    """WebLLM's own way to delete would ask the network what there is."""
    shelf.delete("web-a")
    server.held_at = 100_000
    compiled.fetch("web-b")
    server.cut_when_held()
    shelf.row("web-b").locator("text=Stopped at").wait_for()
    assert compiled.store()
    server.status = 503
    shelf.delete("web-b")
    assert compiled.store() == []


def test_what_cannot_be_deleted_is_told_and_shown_until_it_is(
    shelf: Shelf, server: FileServer, compiled: Compiled
) -> None:
    compiled.fetch("web-e")
    shelf.here("web-e")
    shelf.fetch(f"{server.url}/locked.gguf")
    shelf.here("locked")
    for name, size in (("web-e", "600 kB"), ("locked", f"{len(GGUF) // 1000} kB")):
        holder = next(worker for worker in shelf.page.workers if "host.worker" in worker.url)
        holder.evaluate(HOLD, name)
        shelf.row(name).get_by_role("button").last.click()
        shelf.page.click("dialog.question button.danger")
        shelf.tab.see("Close other tabs of this page, and try again.", "lw-shelf .error")
        told = f"Not all of it could be deleted: {size} are left."
        shelf.row(name).locator(f"text={told}").wait_for()
        assert not [handle for handle in handles(shelf) if handle.endswith(name)]
        holder.evaluate("() => { globalThis.held.close(); globalThis.held = undefined; }")
        shelf.row(name).locator("button:has-text('Delete the rest')").click()
        shelf.row(name).wait_for(state="detached")
    assert compiled.store() == []


def test_a_compiled_model_is_fetched_by_its_engine(shelf: Shelf) -> None:
    shelf.page.click("summary:has-text('For the graphics card')")
    shelf.tab.see("this graphics card can't do 16-bit numbers (shader-f16).", "lw-shelf")
    offered = shelf.page.locator("details li strong").all_inner_texts()
    assert offered and not [name for name in offered if "f16" in name]
    shelf.page.click("[aria-label='Fetch SmolLM2-360M-Instruct-q4f32_1-MLC']")
    shelf.here("SmolLM2-360M-Instruct-q4f32_1-MLC")
    assert "webllm/SmolLM2-360M-Instruct-q4f32_1-MLC" in handles(shelf)
    shelf.delete("SmolLM2-360M-Instruct-q4f32_1-MLC")


def test_models_that_see_are_offered_where_the_graphics_card_is_good_enough(shelf: Shelf) -> None:
    offers = shelf.page.evaluate(
        "async () => { const { compiled, files } = await import('./engines/manager/catalogue.js');"
        " return [...files(), ...await compiled()].filter(({ sees }) => sees).map(({ name }) => name); }"
    )
    assert offers == [
        "SmolVLM-256M-Instruct-Q8_0",
        "SmolVLM-500M-Instruct-Q8_0",
        "Phi-3.5-vision-instruct-q4f16_1-MLC",
    ]


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
        ({"graphics": None}, {"size": 400e6, "sees": True}, "Will be slow"),
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

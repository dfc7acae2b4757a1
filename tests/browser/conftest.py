"""Real tabs of a real Chromium, and a person at them."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect, sync_playwright

import build
from tests.browser.tab import Tab

PATIENCE = 60_000  # ms: as long as anything may take on a busy machine
expect.set_options(timeout=PATIENCE)
SDK = build.WEB / "node_modules" / "@letta-ai" / "letta-client"


class Site:
    """A copy of the built site that can go away and change, with the official SDK beside it at `sdk/`."""

    def __init__(self, root: Path, path: str = "") -> None:
        """At `path` below the server's `root`; with its last slash."""
        self.folder = root / path
        with build.alone():  # a build writes new files, so what was linked stays as it is
            shutil.copytree(build.SITE, self.folder, copy_function=os.link)
        (self.folder / "sdk").symlink_to(SDK)
        self._server = build.SiteServer(root)
        self.url = self._server.url + path
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def write(self, name: str, text: str) -> None:
        """Change a file of this copy, and the hashes that the service worker knows."""
        build.replace(self.folder / name, text.encode())
        names = [str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if p.is_file()]
        listed = [n for n in names if n != "assets.js" and not n.startswith("sdk")]
        contents = {n: (self.folder / n).read_bytes() for n in listed}
        build.replace(self.folder / "assets.js", build.assets(contents).encode())

    def go_away(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Browser:
    """One profile. `start` and `quit` it as often as you like; what it kept stays."""

    def __init__(self, playwright: Playwright, path: str, flags: list[str], profile: Path) -> None:
        self._playwright, self._path, self._flags, self._profile = playwright, path, flags, profile
        self._context: BrowserContext | None = None

    def start(self, **options: Any) -> BrowserContext:
        self._context = self._playwright.chromium.launch_persistent_context(
            self._profile, executable_path=self._path, args=self._flags, **options
        )
        self._context.set_default_timeout(PATIENCE)
        return self._context

    def quit(self) -> None:
        if self._context:
            self._context.close()
            self._context = None


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Not for the whole session: its event loop is in the way of other suites."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def site(site_url: str, tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "site")
    yield site
    site.go_away()


@pytest.fixture
def browser(
    playwright: Playwright, chromium: str, chromium_flags: list[str], tmp_path: Path
) -> Iterator[Browser]:
    browser = Browser(playwright, chromium, chromium_flags, tmp_path / "profile")
    yield browser
    browser.quit()


# The runtime starts, keeps its snapshot, and the service worker takes the site in; nobody makes an agent.
VISIT = """async () => {
    const { connect } = await import("./lettawasm.js");
    const runtime = connect();
    while (runtime.status.stage !== "ready")
        await new Promise((resolve) => runtime.addEventListener("status", resolve, { once: true }));
    await navigator.serviceWorker.ready;
}"""


@pytest.fixture(scope="session")
def visited(
    site_url: str, chromium: str, chromium_flags: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A profile that has been at `site_url` before: it has all that a browser keeps of the site, and no agent."""
    profile = tmp_path_factory.mktemp("visited")

    def visit() -> None:
        with sync_playwright() as playwright:
            browser = Browser(playwright, chromium, chromium_flags, profile)
            tab = Tab(browser.start(), site_url + "manifest.webmanifest")
            tab.page.evaluate(VISIT)
            tab.snapshot_kept()
            browser.quit()

    with ThreadPoolExecutor(1) as apart:  # from the event loop of `playwright`
        apart.submit(visit).result()
    return profile


def copied(visited: Path, profile: Path) -> Path:
    return shutil.copytree(visited, profile, dirs_exist_ok=True, ignore=shutil.ignore_patterns("Singleton*"))


@pytest.fixture
def returning(
    playwright: Playwright, chromium: str, chromium_flags: list[str], visited: Path, tmp_path: Path
) -> Iterator[Browser]:
    """A browser that was at `site_url` before."""
    browser = Browser(playwright, chromium, chromium_flags, copied(visited, tmp_path / "profile"))
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def lasting(
    playwright: Playwright,
    chromium: str,
    chromium_flags: list[str],
    visited: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Browser]]:
    """Makes a browser that was at `site_url` before, with more flags if wanted, for all tests of a file."""
    made: list[Browser] = []

    def make(*flags: str) -> Browser:
        profile = copied(visited, tmp_path_factory.mktemp("profile"))
        made.append(Browser(playwright, chromium, [*chromium_flags, *flags], profile))
        return made[-1]

    yield make
    for browser in made:
        browser.quit()

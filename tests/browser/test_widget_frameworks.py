"""The widget in apps that are made with a framework, as the examples of the package have it, from its own files."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import build
from tests.browser.conftest import Browser
from tests.browser.foreign import Visitor, foreign

EXAMPLES = build.WEB / "npm" / "examples"


@pytest.fixture(scope="module")
def context(lasting: Callable[..., Browser]) -> BrowserContext:
    return lasting().start()


@pytest.fixture(scope="module")
def files_url() -> Iterator[str]:
    """Where a server has the files of the package."""
    with build.SiteServer(build.build_package() / "files") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.url
        server.shutdown()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


def bundled(name: str, folder: Path) -> str:
    """An example with its framework, as a developer's bundler makes it."""
    out = folder / "app.js"
    options = [
        "--bundle",
        "--format=esm",
        "--jsx=automatic",
        '--define:process.env.NODE_ENV="production"',
        f"--outfile={out}",
    ]
    esbuild = build.WEB / "node_modules" / ".bin" / "esbuild"
    subprocess.run([esbuild, EXAMPLES / name, *options, "--log-level=warning"], cwd=build.WEB, check=True)
    return out.read_text()


def body(files_url: str) -> str:
    scripts = [f"{files_url}widget.js", "app.js"]
    return '<div id="app"></div>' + "".join(f'<script type="module" src="{src}"></script>' for src in scripts)


def test_a_react_app_opens_it_hears_of_it_and_lends_it_tools(
    page: Page, files_url: str, tmp_path: Path
) -> None:
    with foreign(body(files_url), app_js=bundled("react.jsx", tmp_path)) as host:
        page.goto(host.url)
        visitor = Visitor(page)
        page.get_by_role("button", name="Ask the clerk").click()
        assert "Ann" in visitor.ask("My name is Ann.")
        expect(page.locator("li").first).to_have_text("user: My name is Ann.")
        assert page.evaluate("Object.keys(document.querySelector('letta-agent').tools)") == ["add_to_cart"]
        page.keyboard.press("Escape")
        expect(visitor.composer).not_to_be_visible()
        page.get_by_role("button", name="Ask the clerk").click()  # the app knows that it was closed
        expect(visitor.composer).to_be_visible()


def test_a_vue_app_words_it_and_may_refuse_a_message(page: Page, files_url: str, tmp_path: Path) -> None:
    with foreign(body(files_url), app_js=bundled("vue.js", tmp_path)) as host:
        page.goto(host.url)
        visitor = Visitor(page)
        page.get_by_role("button", name="Help").click()
        visitor.widget.get_by_text("What is it about?").filter(visible=True).wait_for()
        visitor.say("This is secret.")
        expect(page.locator("output")).to_have_text("This is secret.")
        expect(visitor.widget.locator(".message.user")).to_have_count(0)
        assert visitor.widget.evaluate("(element) => element.theme") == "dark"

"""The worker serves the page as well: it runs its own Python in the visitor's browser, on its own data."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.tab import Tab
from tests.worker.conftest import Worker


@pytest.fixture(scope="module")
def tab(
    worker: Worker, chromium: str, chromium_flags: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tab]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=chromium, args=chromium_flags
        )
        context.set_default_timeout(60_000)
        yield Tab(context, worker.url).controlled()
        context.close()


def test_an_agent_answers_in_the_page(tab: Tab) -> None:
    assert "Ada" in tab.ask("My name is Ada. What is my name?")


def test_the_page_needs_the_worker_no_more(tab: Tab, worker: Worker, tmp_path: Path) -> None:
    tab.page.context.set_offline(True)
    tab.page.reload()
    assert "Ada" in tab.ready().ask("What is my name?")
    tab.page.context.set_offline(False)


def test_a_program_of_the_same_address_talks_to_the_worker(tab: Tab, worker: Worker) -> None:
    """A page's service worker answers the page; everybody else reaches the space of their token."""
    token = worker.new_token("beside-the-page")
    answer = tab.page.context.request.get(
        f"{worker.url}/v1/agents/", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.json() == []

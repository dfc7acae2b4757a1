"""One person, one tab: what is said is remembered, here and after everything was closed."""

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab
from tests.model_server import ModelServer


def test_a_first_message_can_be_typed_at_once_and_becomes_a_memory(browser: Browser, site: Site) -> None:
    tab = Tab(browser.start(), site.url)
    tab.say("My name is Ada.")  # long before Python runs
    tab.page.wait_for_selector(".memory-chip")
    tab.settle()
    tab.page.click(".memory-chip > summary")
    assert "Ada" in tab.page.locator(".memory-chip .diff ins").first.inner_text()
    tab.see("Ada", within="lw-memory-panel")
    assert "Ada" in tab.ask("What is my name?")


def test_what_is_said_before_the_page_is_there_stays_written_until_it_is(
    browser: Browser, site: Site
) -> None:
    held: list[Route] = []
    context = browser.start()
    context.route("**/words/en/shell.js", lambda route: held.append(route))
    with context.expect_event("request", lambda request: request.url.endswith("/words/en/shell.js")):
        tab = Tab(context, site.url)
    tab.say("My name is Ada.")
    tab.page.wait_for_selector(".send[aria-busy=true]")
    assert tab.page.input_value("letta-chat textarea") == "My name is Ada."
    held[0].continue_()
    tab.see("My name is Ada.", ".message.user")
    assert tab.page.input_value("letta-chat textarea") == ""
    tab.see("Ada", ".message.assistant")


def test_a_reload_shows_what_was_there(browser: Browser, site: Site) -> None:
    tab = Tab(browser.start(), site.url)
    tab.ask("My name is Ada.")
    tab.page.wait_for_selector(".memory-chip")
    before = tab.shown()
    tab.page.reload()
    tab.ready().page.wait_for_selector(".memory-chip")
    tab.shows(before)


def test_without_a_network_everything_starts_cold_and_answers(browser: Browser, site: Site) -> None:
    Tab(browser.start(), site.url).controlled().ask("My name is Ada.")
    browser.quit()
    site.go_away()
    tab = Tab(browser.start(offline=True), site.url)
    assert "Ada" in tab.ask("What is my name?")
    assert "Ada" in tab.shown()[0]


def test_the_second_start_restores_the_snapshot(browser: Browser, site: Site) -> None:
    first = Tab(browser.start(), site.url).controlled()
    assert first.status() == {**first.status(), "restored": False, "stage": "ready"}
    first.snapshot_kept()
    browser.quit()
    second = Tab(browser.start(), site.url).ready()
    assert second.status()["restored"] is True
    drawn = [second.page.evaluate(RANDOM_IDS) for _ in range(2)]
    assert len(set(drawn)) == 2


@pytest.mark.parametrize("damage", ["wrong bytes", "a torn end", "nothing in it"])
def test_a_damaged_snapshot_costs_only_itself(browser: Browser, site: Site, damage: str) -> None:
    first = Tab(browser.start(), site.url).controlled()
    first.ask("My name is Ada.")
    first.snapshot_kept()
    first.page.evaluate(DAMAGE_SNAPSHOT, damage)
    browser.quit()
    second = Tab(browser.start(), site.url).ready()
    assert second.status()["restored"] is False
    assert "Ada" in second.ask("What is my name?")
    second.snapshot_kept()
    browser.quit()
    assert Tab(browser.start(), site.url).ready().status()["restored"] is True


def test_what_is_imported_late_is_fetched_then(browser: Browser, site: Site) -> None:
    """A restored start needs no zip to show the conversation; what reads one does it later, perhaps without network."""
    Tab(browser.start(), site.url).controlled().snapshot_kept()
    browser.quit()
    site.go_away()
    with ModelServer() as model:
        context = browser.start()
        context.add_init_script(NOTE_WHEN_READY)
        tab = Tab(context, site.url).ready()
        assert tab.status()["restored"] is True
        ready = tab.page.evaluate("whenReady")
        assert all(when > ready for name, when in fetched(tab).items() if name in ZIPS)
        tab.controlled().think_with(model.url)  # imports the adapter for it
        assert tab.ask("Hello?") == "You said: Hello?"
        assert set(ZIPS) & set(fetched(tab))


NOTE_WHEN_READY = """document.addEventListener("DOMContentLoaded", () => {
    const note = () => document.body.classList.contains("ready") && (globalThis.whenReady ??= Date.now());
    new MutationObserver(note).observe(document.body, { attributes: true });
});"""
ZIPS = ("app.zip", "late.zip", "site.zip", "stdlib.zip")


def fetched(tab: Tab) -> dict[str, float]:
    """By the worker, since it started: names of files, and when."""
    [worker] = tab.page.workers
    times: dict[str, float] = worker.evaluate(
        "() => Object.fromEntries(performance.getEntriesByType('resource')"
        ".map(({ name, startTime }) => [name.split('/').pop(), performance.timeOrigin + startTime]))"
    )
    return times


DAMAGE_SNAPSHOT = """async (damage) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("lettawasm-runtime");
    for await (const file of folder.values()) {
        const writable = await file.createWritable({ keepExistingData: true });
        if (damage === "nothing in it") await writable.truncate(0);
        else if (damage === "a torn end") await writable.truncate(20_000_000);
        else await writable.write({ type: "write", position: 20_000_000, data: new Uint8Array(4096).fill(255) });
        await writable.close();
    }
}"""

RANDOM_IDS = """async () => {
    const body = JSON.stringify({ label: "note", value: "" });
    const made = await fetch("v1/blocks/", { method: "POST", headers: { "content-type": "application/json" }, body });
    return (await made.json()).id;
}"""

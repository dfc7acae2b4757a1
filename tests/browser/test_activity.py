"""The screen of activity: runs as they go on, one of them whole, what they cost, and what was done to memory."""

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say, Status

USAGE = {"prompt_tokens": 1_000, "completion_tokens": 100}
TEA = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})], usage=USAGE)
WRONG = Say(calls=[("memory_replace", {"label": "human", "old_string": "Bob", "new_string": "Eve"})])


class Activity:
    """The screen, and what a person does there. Each test has an agent of its own, which thinks with `model`."""

    def __init__(self, tab: Tab, model: ModelServer, agent_id: str) -> None:
        self.tab, self.page, self.model, self.agent_id = tab, tab.page, model, agent_id

    def open(self, *parts: str) -> None:
        self.page.evaluate("hash => { location.hash = hash; }", "/".join(["#/activity", *parts]))

    def say(self, text: str, *replies: Say | Status, how: str = "") -> None:
        """Tell the agent something, and how its model answers."""
        self.model.script(*replies)
        self.tab.call("POST", f"v1/agents/{self.agent_id}/messages{how}", {"input": text})

    def row(self, text: str) -> Locator:
        return self.page.locator("lw-runs li", has_text=text)

    def see(self, text: str, within: str) -> None:
        self.page.locator(within, has_text=text).first.wait_for()


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser],
    site_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    model: ModelServer,
) -> Iterator[Tab]:
    site = Site(tmp_path_factory.mktemp("site") / "site")
    tab = Tab(lasting().start(viewport={"width": 1280, "height": 900}), site.url).controlled()
    tab.think_with(model.url)
    yield tab
    site.go_away()


@pytest.fixture
def activity(tab: Tab, model: ModelServer) -> Iterator[Activity]:
    body = {"name": "Bo", "model": "test/tiny", "memory_blocks": [{"label": "human", "value": "Name: Ada"}]}
    made = tab.call("POST", "v1/agents/", body)
    tab.page.evaluate("id => lettawasmApp.selectAgent(id)", made["id"])
    yield Activity(tab, model, made["id"])
    tab.call("DELETE", f"v1/agents/{made['id']}")


def test_where_nothing_went_on_it_says_so(activity: Activity) -> None:
    activity.open()
    activity.see("Nothing has happened yet.", "lw-runs .empty")
    activity.open("spending")
    activity.see("No model was asked", "lw-spending .empty")


def test_runs_are_told_as_they_go_on_and_stopped(activity: Activity) -> None:
    activity.say("I like tea", TEA, WRONG, Say("Noted.", usage=USAGE))
    activity.say("Hello?", Status(401))
    activity.open()
    done, failed = activity.row("I like tea"), activity.row("Hello?")
    done.wait_for()
    assert done.locator(".outcome").inner_text() == "Done"
    assert "1 of 2 calls failed" in done.inner_text()
    assert failed.locator(".outcome").inner_text() == "Failed"
    assert "doesn't accept the API key" in failed.locator(".why").inner_text()
    gate = threading.Event()
    activity.say("Take your time", Say("Slow but sure", gate=gate), how="/async")
    going = activity.row("Take your time")
    going.locator(".outcome.going").wait_for()
    going.get_by_role("button", name="Stop Bo").click()
    activity.see("It stops after its present step.", "lw-runs .said")
    gate.set()
    going.locator(".outcome.cancelled").wait_for()
    activity.page.get_by_label("Which runs").select_option("failed")
    done.wait_for(state="detached")
    assert activity.page.locator("lw-runs li").count() == 1
    failed.locator("a").click()
    activity.page.get_by_role("link", name="All runs").wait_for()
    activity.page.go_back()
    failed.wait_for()
    assert activity.page.get_by_label("Which runs").input_value() == "failed"


def test_older_runs_come_when_they_are_asked_for(activity: Activity) -> None:
    for number in range(31):
        activity.say(f"Number {number}.")
    activity.open()
    activity.page.get_by_label("Whose runs").select_option(activity.agent_id)
    activity.page.get_by_role("button", name="Show more").click()
    activity.row("Number 0.").wait_for()
    assert activity.page.get_by_role("button", name="Show more").count() == 0


def test_a_run_is_opened_and_tells_all_of_itself(activity: Activity) -> None:
    activity.say("I like tea", TEA, WRONG, Say("Noted.", usage=USAGE))
    activity.open()
    activity.row("I like tea").locator("a").click()
    activity.see("I like tea", "lw-run h1")
    activity.see("3 steps", "lw-run h2")
    first = activity.page.locator("lw-step").first
    assert "Until the first word" in str(first.locator("svg.bar").get_attribute("aria-label"))
    assert first.locator("rect.waiting").count() == first.locator("rect.tools").count() == 1
    wrong = activity.page.locator("lw-step summary", has_text="memory_replace")
    wrong.click()
    activity.see('"old_string": "Bob"', "lw-step pre")
    run = activity.tab.call("GET", f"v1/activity?agent_id={activity.agent_id}")[0]
    step = activity.tab.call("GET", f"v1/activity/{run['id']}")["steps"][0]
    assert first.locator(".known a").get_attribute("href") == (
        f"#/memory/{activity.agent_id}/context?step={step['id']}"
    )
    activity.see("Noted.", "lw-run-messages pre")
    said = activity.page.locator("lw-run-messages a.who", has_text="Said to it")
    assert f"#/chat/{activity.agent_id}?at=message-" in str(said.get_attribute("href"))


def test_a_run_that_failed_says_why(activity: Activity) -> None:
    activity.say("Hello?", Status(401))
    activity.open()
    activity.row("Hello?").locator("a").click()
    activity.see("doesn't accept the API key", "lw-run .failure")
    activity.see("Failed", "lw-run .outcome")


def test_spending_is_told_by_model_and_priced(activity: Activity) -> None:
    activity.say("Hi", Say("Hi", usage={"prompt_tokens": 1_000_000, "completion_tokens": 0}))
    activity.open("spending")
    activity.see("test/tiny has no known price", "lw-spending form")
    activity.see("known in November 2025", "lw-spending .hint")
    form = activity.page.locator("lw-spending form")
    form.locator("[name=input]").fill("3")
    form.locator("[name=output]").fill("15")
    form.get_by_role("button", name="Set").click()
    activity.see("test/tiny has a price now.", "lw-spending .said")
    [row] = activity.tab.call("GET", f"v1/spending?agent_id={activity.agent_id}")["rows"]
    assert row["dollars"] == 3
    assert form.count() == 0
    assert activity.page.locator("lw-spending svg rect").count() == 30


def test_what_failed_in_memory_is_found_again(activity: Activity) -> None:
    activity.say("I like tea", TEA, WRONG, Say("Noted."))
    activity.open("memory")
    activity.see("Made “human”", "lw-operations li")
    activity.page.get_by_label("Failures only").click()
    activity.page.locator("lw-operations li", has_text="Made").first.wait_for(state="detached")
    activity.see("'Bob' does not stand in the block", "lw-operations .error")
    activity.page.locator("lw-operations li a").first.click()
    activity.see("I like tea", "lw-run h1")

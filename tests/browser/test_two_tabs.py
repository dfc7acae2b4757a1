"""Two tabs, one agent, one host: work goes on in one when the other goes away."""

import contextlib
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import Browser
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say

LONG = "one two three four five six seven eight nine ten"


class Gate(threading.Event):
    """Lets a few tokens through, and the others once it is set."""

    def __init__(self, few: int) -> None:
        super().__init__()
        self._few = few

    def wait(self, timeout: float | None = None) -> bool:
        self._few -= 1
        return self._few >= 0 or super().wait(timeout)


def test_both_tabs_show_what_either_says(returning: Browser, site_url: str) -> None:
    context = returning.start()
    one = Tab(context, site_url).controlled()
    two = Tab(context, site_url).ready()
    assert (one.status()["role"], two.status()["role"]) == ("host", "standby")
    one.ask("My name is Ada.")
    two.see("My name is Ada.", ".message.user")
    assert "Ada" in two.ask("What is my name?")
    one.see("What is my name?", ".message.user")
    one.settle()
    two.settle()
    lines = two.shown()
    assert [line.split(":")[0] for line in lines] == ["user", "assistant"] * 2
    one.shows(lines)


def close(tab: Tab) -> None:
    tab.page.close()


def crash(tab: Tab) -> None:
    with contextlib.suppress(Error):  # it can't answer any more
        tab.page.goto("chrome://crash")


def lose_worker(tab: Tab) -> None:
    """As when the browser is short of memory."""
    tab.page.workers[0].evaluate("() => close()")


@pytest.mark.parametrize("end", [close, crash, lose_worker])
@pytest.mark.parametrize("sender", ["the host", "the other tab"])
def test_the_end_of_the_host_in_mid_answer_loses_and_doubles_nothing(
    returning: Browser, site_url: str, sender: str, end: Callable[[Tab], None]
) -> None:
    gate = Gate(4)
    with ModelServer() as model:
        context = returning.start()
        host = Tab(context, site_url).controlled()
        other = Tab(context, site_url).ready()
        other.page.wait_for_function("() => lettawasm.status.stage === 'booted'")  # the standby is warm
        host.think_with(model.url)
        model.script(Say(LONG, gate=gate), Say(LONG))
        (host if sender == "the host" else other).say("Count, please.")
        other.see("one two", ".message.assistant")
        end(host)
        other.see(LONG, ".message.assistant")
        other.settle()
        assert other.history() == [("user", "Count, please."), ("assistant", LONG)]
        other.shows(["user: Count, please.", f"assistant: {LONG}"])
        gate.set()


def test_a_standby_takes_over_at_once(returning: Browser, site_url: str) -> None:
    context = returning.start()
    host = Tab(context, site_url).controlled()
    host.ask("My name is Ada.")
    other = Tab(context, site_url).ready()
    other.page.wait_for_function("() => lettawasm.status.stage === 'booted'")
    host.page.close()
    assert "Ada" in other.ask("What is my name?")
    assert other.status() == {**other.status(), "role": "host", "stage": "ready", "restored": True}


def test_a_reload_in_mid_answer_still_ends_in_the_answer(returning: Browser, site_url: str) -> None:
    with ModelServer() as model:
        gate = Gate(4)
        tab = Tab(returning.start(), site_url).controlled()
        tab.think_with(model.url)
        model.script(Say(LONG, gate=gate), Say(LONG))
        tab.say("Count, please.")
        tab.see("one two", ".message.assistant")
        tab.page.reload()
        tab.see(LONG, ".message.assistant")
        tab.settle()
        assert tab.history() == [("user", "Count, please."), ("assistant", LONG)]
        gate.set()


def test_a_follower_that_reloads_takes_up_the_stream_where_it_is(returning: Browser, site_url: str) -> None:
    with ModelServer() as model:
        gate = Gate(4)
        context = returning.start()
        host = Tab(context, site_url).controlled()
        other = Tab(context, site_url).ready()
        host.think_with(model.url)
        model.script(Say(LONG, gate=gate))
        other.say("Count, please.")
        other.see("one two", ".message.assistant")
        other.page.reload()
        other.see("one two", ".message.assistant")
        gate.set()
        other.see(LONG, ".message.assistant")
        other.settle()
        assert other.history() == [("user", "Count, please."), ("assistant", LONG)]
        assert len(model.requests) == 1


@pytest.mark.parametrize("reloads", [False, True])
def test_what_is_said_while_the_agent_answers_waits_and_is_sent_then(
    returning: Browser, site_url: str, reloads: bool
) -> None:
    with ModelServer() as model:
        gate = Gate(4)
        tab = Tab(returning.start(), site_url).controlled()
        other = Tab(tab.page.context, site_url).ready()  # the run goes on here or there
        other.think_with(model.url)
        model.script(Say(LONG, gate=gate), Say("And more."))
        other.say("Count, please.")
        other.see("one two", ".message.assistant")
        other.say("Go on.")
        other.see("Go on.", ".message.waiting")
        if reloads:
            other.page.reload()
            other.see("one two", ".message.assistant")
            other.see("Go on.", ".message.waiting")
        assert [line.split(":")[0] for line in other.shown()] == ["user", "assistant", "user"]
        assert len(model.requests) == 1
        gate.set()
        other.see("And more.", ".message.assistant")
        other.settle()
        said = [
            ("user", "Count, please."),
            ("assistant", LONG),
            ("user", "Go on."),
            ("assistant", "And more."),
        ]
        assert other.history() == said
        other.shows([f"{who}: {what}" for who, what in said])


DEAF = """
    const dispatch = EventTarget.prototype.dispatchEvent;
    EventTarget.prototype.dispatchEvent = function (event) {
        return event.type === "changed" || dispatch.call(this, event);
    };
"""


def test_a_tab_that_finds_the_agent_busy_shows_that_answer_and_sends_then(
    returning: Browser, site_url: str
) -> None:
    with ModelServer() as model:
        gate = Gate(4)
        context = returning.start()
        host = Tab(context, site_url).controlled()
        context.add_init_script(DEAF)  # it doesn't hear that the other tab has sent something
        other = Tab(context, site_url).ready()
        host.think_with(model.url)
        model.script(Say(LONG, gate=gate), Say("And more."))
        host.say("Count, please.")
        host.see("one two", ".message.assistant")
        assert other.shown() == []
        other.say("Go on.")
        other.see("one two", ".message.assistant")
        other.see("Go on.", ".message.waiting")
        assert len(model.requests) == 1
        gate.set()
        for each in (other, host):
            each.see("And more.", ".message.assistant")
        other.settle()
        said = [
            ("user", "Count, please."),
            ("assistant", LONG),
            ("user", "Go on."),
            ("assistant", "And more."),
        ]
        assert other.history() == said
        other.shows([f"{who}: {what}" for who, what in said])

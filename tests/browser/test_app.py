"""The page as an app: installed, connected to a model, exported, and honest when something is wrong."""

import re
from posixpath import dirname, normpath

import pytest
from playwright.sync_api import expect

import build
from tests.browser.conftest import Browser, Site
from tests.browser.connecting import connect, go
from tests.browser.tab import Tab
from tests.model_server import Cut, Hang, ModelServer, Raw, Received, Reply, Say, Status, refusing_url

SOURCES = build.WEB / "site"


class Moody(ModelServer):
    """Always answers with its mood."""

    mood: Reply = Say("Fine now.")

    def next_reply(self, request: Received) -> Reply:
        return self.mood


def test_the_page_preloads_just_the_modules_it_imports(site: Site) -> None:
    def imports(name: str, found: set[str]) -> set[str]:
        source = SOURCES / name  # third-party code has none, and imports nothing
        code = source.read_text() if source.exists() else ""
        for address in re.findall(r'^(?:import|\}|export)\b.*?"(\..+\.js)";$', code, re.M):
            module = normpath(f"{dirname(name)}/{address}".lstrip("/"))
            if module not in found:
                found.add(module)
                imports(module, found)
        return found

    page = (site.folder / "index.html").read_text()
    scripts = re.findall(r'<script type="module" (?:async )?src="(.+?)"', page)
    preloads = re.findall(r'rel="modulepreload" href="(.+?)"', page)
    wanted = imports("start.js", set()) | imports("app.js", set())
    assert (scripts, {*scripts, *preloads}) == (["start.js", "app.js"], {"app.js", *wanted})


def test_a_model_is_connected_and_its_key_is_given_again_to_a_new_host(
    returning: Browser, site_url: str
) -> None:
    with ModelServer() as model:
        context = returning.start()
        host = Tab(context, site_url).controlled()
        tab = Tab(context, site_url).ready()
        connect(tab, model.url, "open-sesame")
        tab.see("thinks with custom/tiny", "lw-connections .said")
        for each in (tab, host):
            go(each, "models")
            each.see("custom/tiny", "lw-thinking .now .name")
            go(each, "chat")
        model.script(Say("Hello from **afar**."))
        assert tab.ask("Hello?") == "Hello from afar."
        host.page.close()
        model.script(Say("Still here."))
        assert tab.ask("Still there?") == "Still here."
        keys = {request.headers["authorization"] for request in model.requests}
        assert keys == {"Bearer open-sesame"}
        kept = tab.page.evaluate(
            "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])"
        )
        assert "sesame" not in kept


@pytest.mark.parametrize(
    "reply",
    [Status(401), Status(500), Raw(b"<html>what?"), Cut(), Hang(Say("a b c d"), after=3), Say()],
    ids=lambda reply: type(reply).__name__,
)
def test_a_model_that_fails_is_a_sentence_and_the_next_message_works(
    returning: Browser, site_url: str, reply: Reply
) -> None:
    with Moody() as model:
        tab = Tab(returning.start(), site_url).controlled()
        tab.think_with(model.url)
        model.mood = reply
        tab.say("Hello?")
        if isinstance(reply, Hang):
            tab.see("a b", ".message.assistant")
            tab.page.click(".send:has-text('Stop')")
            tab.see("Stopped.", ".note")
        else:
            tab.page.wait_for_selector(".message.error")
        tab.settle()
        model.mood = Say("Fine now.")
        tab.say("And now?")
        tab.see("Fine now.", ".message.assistant")
        tab.settle()
        assert tab.page.locator(".message.error, .note").count() == 0
        assert tab.history()[-2:] == [("user", "And now?"), ("assistant", "Fine now.")]


@pytest.mark.parametrize("reloads", [False, True])
def test_a_message_whose_turn_failed_is_tried_again(returning: Browser, site_url: str, reloads: bool) -> None:
    with ModelServer() as model:
        tab = Tab(returning.start(), site_url).controlled()
        tab.think_with(model.url)
        model.script(Status(401), Say("Fine now."))
        tab.say("Hello?")
        again = tab.page.locator(".message.error button", has_text="Try again")
        again.wait_for()
        tab.settle()
        if reloads:
            tab.page.reload()
        again.click()
        tab.see("Fine now.", ".message.assistant")
        tab.settle()
        tab.shows(["user: Hello?", "assistant: Fine now."])
        assert tab.history() == [("user", "Hello?"), ("assistant", "Fine now.")]


def test_a_server_that_is_not_there_is_said_where_it_is_connected(returning: Browser, site_url: str) -> None:
    tab = Tab(returning.start(), site_url).ready()
    connect(tab, refusing_url())
    tab.see("Nobody answers at", "lw-connect .said.error")
    go(tab, "models")
    tab.see("lettawasm/offline", "lw-thinking .now .name")


def test_memory_is_put_right_by_hand(returning: Browser, site_url: str) -> None:
    tab = Tab(returning.start(), site_url).ready()
    block = tab.page.locator("lw-memory-panel .block[data-label=human]")
    block.locator("button:has-text('Edit')").click()
    block.locator("textarea").fill("Name: Ada")
    block.locator("button:has-text('Done')").click()
    tab.see("Name: Ada", "lw-memory-panel .block[data-label=human] .value")
    assert "Ada" in tab.ask("What is my name?")


# What is said, and what is taken from the browser to hear it.
MISSING = {
    "OPFS": "delete StorageManager.prototype.getDirectory",
    "service workers": "delete Navigator.prototype.serviceWorker",
    "too old": "delete Promise.withResolvers",
}


@pytest.mark.parametrize("words", MISSING)
def test_a_browser_that_lacks_something_is_told_what(returning: Browser, site_url: str, words: str) -> None:
    context = returning.start()
    context.add_init_script(MISSING[words])
    tab = Tab(context, site_url)
    tab.see(words, "letta-boot[role=alert]")


def test_a_page_that_cannot_begin_says_so(returning: Browser, site_url: str) -> None:
    context = returning.start()
    context.add_init_script("""
        const { request } = navigator.locks;
        navigator.locks.request = async (name, ...rest) => {
            if (name === "lettawasm/first-agent") throw new Error("Lost it");
            return request.call(navigator.locks, name, ...rest);
        };
    """)
    tab = Tab(context, site_url)
    tab.see("Lost it", "letta-boot[role=alert]")
    expect(tab.page.locator("letta-boot").get_by_role("button")).to_be_visible()


def test_markup_in_a_reply_stays_text(returning: Browser, site_url: str) -> None:
    with ModelServer() as model:
        tab = Tab(returning.start(), site_url).controlled()
        tab.think_with(model.url)
        text = "<img src=x onerror='document.title=1'> [a](javascript:document.title=2) <b>bold</b> ![i](https://x.example/i.png)"
        model.script(Say(text))
        tab.say("Hello?")
        tab.see("<b>bold</b>", ".message.assistant")
        tab.settle()
        assert tab.page.locator(".message img, .message b, .message a[href^=javascript]").count() == 0
        assert tab.page.title() == "lettawasm"

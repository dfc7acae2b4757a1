"""The tool workbench: a tool from its first line to an agent that uses it, and the console; without network too."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, Playwright

from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say

SHOUT = '''def shout(text: str, times: int = 1) -> str:
    """Say it loudly.

    Args:
        text (str): What to say.
        times (int): How often.
    """
    print("shouting", text)
    return " ".join([text.upper() + "!"] * (6 // times))
'''
REVEAL = '''import os

def reveal() -> str:
    """Tell the token."""
    token = os.environ["TOKEN"]
    return f"{len(token)}: {token}"
'''
WHISPER = """/**
 * Say it softly.
 * @param text What to say.
 */
export function whisper(text: string): string { return `(${text.toLowerCase()})`; }
"""

# What the service worker kept of PyScript.
FORGET = """async () => {
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys())
            if (request.url.includes("vendor/pyscript/")) await cache.delete(request);
    }
}"""


class Bench:
    """The page of the workbench, and what a person does there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []  # by the browser, whether the page may go; it may
        page.on("dialog", self._agree)
        self.ready()

    def _agree(self, dialog: Dialog) -> None:
        self.asked.append(dialog.type)
        dialog.accept()

    def ready(self) -> None:
        self.page.wait_for_selector("body.ready")
        self.page.locator(".editor .cm-content").wait_for()

    def write(self, source: str, language: str = "python") -> None:
        self.page.select_option("[name=language]", language)
        self.page.click(".editor .cm-content")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def open(self, tool: str) -> None:
        self.page.select_option("[name=tool]", label=tool)

    def run(self, **arguments: str) -> None:
        for name, text in arguments.items():
            self.page.fill(f".arguments [name={name}]", text)
        self.page.click(".start button")

    def see(self, place: str, text: str) -> None:
        self.page.locator(place, has_text=text).first.wait_for()

    def type(self, line: str) -> None:
        """A line for Python."""
        self.page.fill(".console textarea", line)
        self.page.keyboard.press("Enter")

    def start_python(self) -> None:
        self.page.click(".open-console")
        self.page.wait_for_selector(".console form:not([hidden])")


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def site(site_url: str, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("workbench") / "site")


@pytest.fixture(scope="module")
def tab(
    playwright: Playwright,
    chromium: str,
    chromium_flags: list[str],
    tmp_path_factory: pytest.TempPathFactory,
    site: Site,
    model: ModelServer,
) -> Iterator[Tab]:
    """The chat, in a browser that stays open through all of this file."""
    browser = Browser(playwright, chromium, chromium_flags, tmp_path_factory.mktemp("profile"))
    tab = Tab(browser.start(), site.url).controlled()
    tab.think_with(model.url)
    yield tab
    browser.quit()


@pytest.fixture(scope="module")
def bench(tab: Tab) -> Bench:
    """Opened from the screen of tools."""
    tab.page.click(".screens a[href='#/tools']")
    with tab.page.context.expect_page() as opened:
        tab.page.click("lw-tools a:has-text('Write a tool')")
    tab.page.click(".screens a[href='#/chat']")
    return Bench(opened.value)


def test_a_tool_is_described_while_it_is_written(bench: Bench) -> None:
    bench.see(".name", "count_words")
    bench.write("def shout(text):\n    return")
    bench.see(".problem", "docstring")
    assert bench.page.is_disabled(".start button")
    bench.write(SHOUT)
    bench.see(".name", "shout")
    bench.see(".arguments label", "How often.")
    assert bench.page.inner_text(".problem") == ""
    assert '"default": 1' in str(bench.page.text_content(".schema pre"))


def test_its_value_its_output_and_its_traceback_are_shown(bench: Bench) -> None:
    bench.run(text="hello", times="3")
    bench.see(".result .value", "HELLO! HELLO!")
    bench.see(".result .stdout", "shouting hello")
    bench.run(times="0")
    bench.see(".result .stderr", 'return " ".join([text.upper() + "!"] * (6 // times))')
    bench.see(".result .failed", "ZeroDivisionError")
    bench.run(times="")
    bench.see(".result .value", "HELLO! HELLO! HELLO! HELLO! HELLO! HELLO!")


def test_a_tool_in_typescript_runs_as_well(bench: Bench) -> None:
    bench.write(WHISPER, "typescript")
    bench.see(".name", "whisper")
    bench.run(text="Hello")
    bench.see(".result .value", "(hello)")
    bench.page.click("[name=save]")
    bench.see(".keep .said", "whisper is saved.")
    bench.open("A new tool")
    bench.page.select_option("[name=language]", "python")
    bench.see(".name", "count_words")
    bench.open("whisper")
    bench.see(".name", "whisper")
    assert bench.page.input_value("[name=language]") == "typescript"
    bench.open("A new tool")


def test_it_is_saved_and_an_agent_uses_it(bench: Bench, tab: Tab, model: ModelServer) -> None:
    bench.write(SHOUT)
    bench.see(".name", "shout")
    bench.page.click("[name=give]")
    bench.see(".keep .said", "Companion has shout now.")
    model.script(Say(calls=[("shout", {"text": "tea", "times": 6})]), Say("I said it."))
    assert tab.ask("Shout tea") == "I said it."
    assert "TEA!" in str(model.requests[-1].json["messages"][-1]["content"])
    bench.page.select_option(".start [name=agent]", label="Companion")
    bench.run(text="mine", times="6")
    bench.see(".result .value", "MINE!")


def test_grants_count_until_the_source_changes(bench: Bench) -> None:
    bench.page.click(".grants summary")
    bench.page.fill(".grants [name=hosts]", "api.example.com get")
    bench.page.fill(".grants [name=variables]", "API_KEY elsewhere.example")
    bench.page.click(".grants button")
    bench.see(".grants .said.error", "is none of the hosts")
    bench.page.fill(".grants [name=variables]", "API_KEY https://api.example.com")
    bench.page.click(".grants button")
    bench.see(".grants .said", "shout is granted this now.")
    assert bench.page.input_value(".grants [name=hosts]") == "https://api.example.com GET"
    bench.write(SHOUT.replace("loudly", "very loudly"))
    bench.see(".about", "very loudly")
    bench.run()
    bench.see(".result .said.error", "Save it first")
    bench.page.click("[name=save]")
    bench.see(".grants .hint.error", "count for nothing")


def test_a_run_for_nobody_has_the_secrets_that_were_granted_to_the_very_same_source(
    bench: Bench, tab: Tab
) -> None:
    tool = tab.call("POST", "v1/tools/", {"source_code": REVEAL})["id"]
    tab.call("PUT", f"v1/tools/{tool}/grants", {"variables": [{"name": "TOKEN"}]})
    address = bench.page.url
    bench.page.goto(f"{address}?tool={tool}")
    bench.ready()
    bench.see(".name", "reveal")
    assert bench.page.input_value("[name=tool]") == tool
    bench.run()
    bench.see(".result", "KeyError: 'TOKEN'")
    tab.call("PUT", f"v1/tools/{tool}/secrets/TOKEN", {"secret": "hush-hush"})
    bench.run()
    bench.see(".result .value", "9: [secret TOKEN]")
    bench.write(REVEAL.replace("Tell", "Reveal"))
    bench.see(".about", "Reveal")
    bench.run()
    bench.see(".result", "has changed since a person granted it something")
    bench.page.click("[name=save]")
    bench.see(".keep .said", "reveal is saved.")
    bench.page.goto(address)
    bench.ready()


def test_a_tool_of_that_name_is_not_written_over(bench: Bench) -> None:
    bench.open("A new tool")
    bench.see(".name", "count_words")
    bench.write(SHOUT)
    bench.see(".name", "shout")
    bench.page.click("[name=save]")
    bench.see(".keep .said.error", "There is a tool called shout already")


def test_changes_go_only_when_they_may(bench: Bench) -> None:
    bench.open("shout")
    bench.page.click(".question button:has-text('Stay')")
    assert bench.page.input_value("[name=tool]") == ""
    bench.open("shout")
    bench.see(".question", "Leave without saving")
    bench.page.click(".question button:has-text('Leave')")
    bench.see(".about", "very loudly")
    bench.open("A new tool")
    bench.see(".name", "count_words")  # and nobody was asked


def test_the_console_speaks_to_the_same_agents(bench: Bench, model: ModelServer) -> None:
    bench.start_python()
    bench.type("agents = await letta.agents(); list(agents)")
    bench.see(".log .value", "['Companion']")
    model.script(Say("Hello from there."))
    bench.type('await letta.say(agents["Companion"], "Hello from the console")')
    bench.see(".log .value", "'Hello from there.'")
    bench.type("from lettawasm.tools import source; source.describe(_ and 'x')")
    bench.see(".log .err", "ValueError")
    bench.type("for n in range(3):")
    bench.page.keyboard.insert_text("    print(n * n)\n")
    bench.page.keyboard.press("Enter")
    bench.see(".log .out", "0\n1\n4")
    bench.type("await letta.get('/v1/agents/agent-1')")
    bench.see(".log .err", "RuntimeError")
    assert "<exec>" not in bench.page.inner_text(".console .log")


def test_all_of_it_works_without_network(bench: Bench, site: Site) -> None:
    site.go_away()
    shutil.rmtree(site.folder)  # a connection that is still open leads nowhere
    bench.write(SHOUT)
    bench.page.reload()
    bench.ready()
    assert bench.asked == ["beforeunload"]
    bench.write(SHOUT)
    bench.see(".name", "shout")
    bench.run(text="alone", times="6")
    bench.see(".result .value", "ALONE!")
    bench.start_python()
    bench.type("6 * 7")
    bench.see(".log .value", "42")


def test_where_its_editor_can_not_be_fetched_it_has_a_plain_one(bench: Bench) -> None:
    bench.page.evaluate(FORGET)
    bench.page.reload()
    bench.page.fill(".editor > textarea", SHOUT)
    bench.see(".name", "shout")
    bench.run(text="plainly", times="6")
    bench.see(".result .value", "PLAINLY!")


def test_it_speaks_the_language_that_a_person_chose(bench: Bench) -> None:
    bench.page.evaluate("localStorage.setItem('lettawasm.language', 'de')")
    bench.page.reload()
    bench.page.wait_for_selector("body.ready")
    bench.see("html[lang=de] h1", "Werkbank")
    bench.see(".start button", "Ausführen")
    bench.see(".grants summary", "Rechte")
    bench.page.click("summary:has-text('Pakete und Variablen')")
    bench.page.fill(".needs [name=variables]", "nothing")
    bench.run(text="x")
    bench.see(".result .said.error", "Eine Variable ist NAME=value, nicht „nothing“.")

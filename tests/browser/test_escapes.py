"""Code that nobody trusts, sent to the app as a tool to be tried: it tries to get out of the sandbox, or to harm what
is outside of it. Nothing comes of it, and the app goes on. What would have come of it without a sandbox is seen too.
"""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Error, Frame, Page, Worker

import build
from lettawasm.sandbox.pool import DIED
from tests.browser.conftest import Browser
from tests.browser.tab import Tab
from tests.chromium import Chromium
from tests.model_server import ModelServer, Say
from tests.sandbox import escapes
from tests.witness import Witness

SMALL_HEAP = "--js-flags=--max-old-space-size=64"  # MB, so that it's soon full
HEAPS = [escapes.FULL_HEAPS[name] for name in ("texts", "timers")]
HERE = Path(__file__).parent
CHANNEL = "lettawasm/default/changes"
CANARY = "a canary that another agent was granted"
CONTROL = (HERE / "escape_control.js").read_text()

# What the app has and nobody may see; and what it hears on its channel.
PLANT = """() => {
    localStorage.setItem("canary", "yes");
    document.cookie = "canary=yes";
    globalThis.heard = [];
    lettawasm.addEventListener("changed", ({ detail }) => detail.path === "/escaped" && heard.push(detail));
}"""
THINGS = "[heard.length, localStorage.canary, document.cookie]"

# Thirty seconds, after which a call is stopped, are two.
HASTE = """() => {
    const later = setTimeout;
    globalThis.setTimeout = (work, ms, ...rest) => later(work, ms > 29e3 && ms <= 30e3 ? 2e3 : ms, ...rest);
}"""

# All that every object of a realm has in common.
INHERITED = """() => [Object, Array, Function, String, Number, Boolean, Promise, Map, Set, Error].flatMap(
    ({ name, prototype }) => Reflect.ownKeys(prototype).map((key) => `${name}.${String(key)}`))"""

RUN = """(bodies) => Promise.all(bodies.map(async (body) => {
    const headers = { "content-type": "application/json" };
    return (await fetch("v1/tools/run", { method: "POST", headers, body: JSON.stringify(body) })).json();
}))"""
JAVASCRIPT = "/** Evaluates code.\n * @param {string} code\n */\nfunction it(code) { return eval(code); }"
# What leaves its page, what only means something in Node, and what no server of ours hears.
LEAVING = {"navigation", "a refresh"}
OF_NODE = {
    *("import of Node", "process", "require", "Function of a function of the host's", "what import throws"),
    *("what a name that is none throws", "what a full stack throws", "the frames of a stack"),
    *("intrinsics that are changed", "an inspection"),
}
WITHOUT_A_WORD = {"sendBeacon", "a style", "a refresh"}  # these don't tell whether they got out
AIMED = r"(?<!self\.)\bURL\b"  # at the server
UNHEARD = {"WebTransport", "a prefetched name"}
PYTHON = 'def it(code: str) -> object:\n    """Evaluates code."""\n    return eval(code)'
IN_FUNCTION = '{}\ndef it() -> object:\n    """Tells what it has seen."""\n    return seen'
TOOL = '/** Tells about tea. */\nfunction tea() { return JSON.parse(\'{"__proto__": {"polluted": 1}}\'); }'


class Listener:
    """A server that hears by which address it was asked, over TCP and UDP, and lets everybody read its answers."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.asked.add(unquote(self.path.removeprefix("/")))
                self.send_response(200)
                self.send_header("access-control-allow-origin", "*")
                self.send_header("content-type", "text/javascript")
                self.end_headers()

            do_POST = do_GET  # noqa: N815 (a beacon)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/"
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", self.port))
        for work in (self._server.serve_forever, self._hear):
            threading.Thread(target=work, daemon=True).start()

    def _hear(self) -> None:
        with suppress(OSError):  # closed
            while self._datagrams.recv(2_000):
                self.asked.add("WebRTC")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._datagrams.close()


class App:
    """The app in a tab, and who must not hear of what runs in its sandbox."""

    def __init__(self, tab: Tab, model: ModelServer, listener: Listener) -> None:
        self.tab, self.page, self.model, self.listener = tab, tab.page, model, listener
        self.url = tab.page.url.partition("#")[0]
        self.blocks = self.tab.call("GET", "v1/blocks/")

    def run(self, *bodies: dict[str, Any]) -> list[dict[str, Any]]:
        """What comes of source that is tried, all at the same time."""
        told: list[dict[str, Any]] = self.page.evaluate(RUN, [{"args": {}, **body} for body in bodies])
        assert all("status" in each for each in told), told
        return told

    def value(self, body: dict[str, Any]) -> Any:
        [told] = self.run(body)
        assert told["status"] == "success", told
        return json.loads(told["tool_return"])

    def inherited(self) -> list[list[str]]:
        """In the page and where Python is."""
        return [realm.evaluate(INHERITED) for realm in (self.page, host_of(self.page))]


def host_of(page: Page) -> Worker:
    """The worker where Python is."""
    [host] = [worker for worker in page.workers if "host.worker" in worker.url]
    return host


def document_of(app: App) -> Frame:
    """That of the newest cell, which is kept for the next call: an older one may be about to go."""
    return [frame for frame in app.page.frames if frame.url == "about:srcdoc"][-1]


@pytest.fixture(scope="module")
def app(lasting: Callable[..., Browser], site_url: str) -> Iterator[App]:
    listener = Listener()
    with ModelServer() as model:
        tab = Tab(lasting().start(), site_url).controlled()
        tab.think_with(model.url)
        tab.page.evaluate(PLANT)
        host_of(tab.page).evaluate(HASTE)
        yield App(tab, model, listener)
    listener.close()


def in_javascript(code: str) -> dict[str, Any]:
    return {"source_code": JAVASCRIPT, "source_type": "javascript", "args": {"code": code}}


def in_python(source: str) -> dict[str, Any]:
    """A module whose last line says what it has seen."""
    *lines, last = source.splitlines()
    return {"source_code": IN_FUNCTION.format("\n".join([*lines, f"seen = {last}"])), "name": "it"}


def test_nothing_gets_out_of_javascript(app: App) -> None:
    source = escapes.javascript(app.listener.url, CHANNEL, app.url)
    assert app.value(in_javascript(source)) == dict.fromkeys(escapes.JAVASCRIPT, False)
    assert app.listener.asked == set()


def test_nothing_gets_out_of_python(app: App) -> None:
    app.run({**in_python("None"), "env_vars": {"CANARY": CANARY}})
    source = escapes.python(app.listener.url, "127.0.0.1", app.listener.port, CANARY)
    assert app.value(in_python(source)) == dict.fromkeys(escapes.PYTHON, False)
    assert app.listener.asked == set()


def test_what_python_reaches_of_javascript_gets_nothing_out(app: App) -> None:
    source = escapes.javascript(app.listener.url, CHANNEL, app.url)
    told = app.value(in_python(f"from js import eval\n(await eval({source!r})).to_py()"))
    assert told == dict.fromkeys(escapes.JAVASCRIPT, False)
    assert app.listener.asked == set()


def test_nothing_gets_out_of_the_document_around_a_cell(app: App) -> None:
    """Which has what styles and pictures need, should code ever reach it."""
    app.value(in_javascript("1"))
    its_work = {"a worker that outlives its call", "a word to the frames around"}
    unruled = UNHEARD | {"WebRTC"}  # by any policy
    names = escapes.JAVASCRIPT.keys() - OF_NODE - its_work - unruled
    found = document_of(app).evaluate(escapes.javascript(app.listener.url, CHANNEL, app.url, names - LEAVING))
    assert {name for name, is_out in found.items() if is_out} <= WITHOUT_A_WORD
    with suppress(Error):  # the navigation that is refused leaves nothing to answer
        document_of(app).evaluate(escapes.javascript(app.listener.url, CHANNEL, app.url, ["navigation"]))
    assert app.listener.asked == set()


def test_what_destroys_its_cell_destroys_nothing_else(app: App) -> None:
    bodies = {
        name: in_javascript(source)
        if language == "javascript"
        else {"source_code": f'def it() -> None:\n    """Destroys."""\n{source}', "name": "it"}
        for name, (language, source, _) in escapes.DESTRUCTIVE.items()
    }
    ended = dict(zip(bodies, app.run(*bodies.values()), strict=True))
    expected = {name: bad for name, (_, _, bad) in escapes.DESTRUCTIVE.items() if bad is not None}
    assert {name: ended[name]["status"] == "error" for name in expected} == expected


def test_memory_ends_for_its_cell_alone(app: App) -> None:
    ended = {name: app.run(in_javascript(source))[0] for name, source in escapes.BOMBS.items()}
    assert [name for name, told in ended.items() if told["status"] != "error" or not told["stderr"]] == []
    assert app.value(in_javascript("1 + 1")) == 2


def test_results_are_data(app: App) -> None:
    before = app.inherited()
    results = sorted(escapes.RESULTS.values(), key=lambda result: result[0])  # by language: each has a cell
    sources = {"javascript": JAVASCRIPT, "python": PYTHON}
    bodies = [
        {"source_code": sources[language], "source_type": language, "args": {"code": code}}
        for language, code, _ in results
    ]
    told = [(each["status"], each["tool_return"]) for body in bodies for each in app.run(body)]
    expected = [value if isinstance(value, str) else json.dumps(value) for *_, value in results]
    assert told == [("success", text) for text in expected]
    assert app.inherited() == before


def test_the_app_goes_on(app: App) -> None:
    """Its things are as they were, and an agent that is told such a result answers and remembers."""
    before = app.inherited()
    tool = app.tab.call("POST", "v1/tools/", {"source_code": TOOL, "source_type": "javascript"})
    app.tab.call("PATCH", f"v1/agents/{app.tab.agent_id()}/tools/attach/{tool['id']}", {})
    app.model.script(Say(calls=[("tea", {})]), Say("Tea it is."))
    assert "Tea it is." in app.tab.ask("What about tea?")
    assert app.listener.asked == set()  # in all this time
    assert app.page.evaluate(THINGS) == [0, "yes", "canary=yes"]
    assert app.inherited() == before
    assert app.tab.call("GET", "v1/blocks/") == app.blocks


def test_the_same_gets_out_where_there_is_no_sandbox(app: App) -> None:
    """Else it would be no wonder that nothing comes of it: in a page of the app's own origin, and in a worker there."""
    page = app.page.context.new_page()
    page.goto(app.url + "manifest.webmanifest")
    staying = escapes.javascript(
        app.listener.url, CHANNEL, app.url, set(escapes.JAVASCRIPT) - LEAVING - OF_NODE
    )
    leaving = [escapes.javascript(app.listener.url, CHANNEL, app.url, [name]) for name in LEAVING]
    found = page.evaluate(CONTROL, [staying, leaving])
    got_out = {name for out in found for name, is_out in out.items() if is_out}
    aimed = {name for name, code in escapes.JAVASCRIPT.items() if re.search(AIMED, code)} - OF_NODE - UNHEARD
    deadline = time.monotonic() + 60
    while missing := aimed - app.listener.asked:
        assert time.monotonic() < deadline, missing
        page.wait_for_timeout(50)
    app.page.wait_for_function("heard.length")  # of the app's channel
    assert set(escapes.JAVASCRIPT) - aimed - OF_NODE - got_out - UNHEARD == {"the app's channel"}
    page.close()


def test_a_change_of_what_all_inherit_is_seen(app: App) -> None:
    before = app.inherited()
    app.page.evaluate("Object.prototype.polluted = 1")
    assert app.inherited() != before
    app.page.evaluate("delete Object.prototype.polluted")
    assert app.inherited() == before


def test_a_full_heap_ends_the_process_of_the_sandbox_alone(
    chromium: str, chromium_flags: list[str], site_url: str, tmp_path: Path
) -> None:
    """In a browser as a person has it: a debugger takes the end of a frame's process for that of its page."""
    served = tmp_path / "served"
    served.mkdir()
    (served / "crash.html").write_text((HERE / "crash.html").read_text())
    (served / "bombs.json").write_text(json.dumps(HEAPS))
    witness = Witness(served, build.build_site())
    command = [chromium, *chromium_flags, SMALL_HEAP]
    with Chromium(command, tmp_path / "profile", f"{witness.url}/crash.html"):
        told = witness.wait_for(lambda said: said["blocks"] and said, patience=180)
    assert [each["stderr"] for each in told["ended"]] == [[DIED]] * len(HEAPS)
    assert (told["next"], told["blocks"]) == (["2"] * len(HEAPS), ["Ada"])
    witness.close()

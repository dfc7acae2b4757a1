"""What strangers have written is shown, on every screen, and nothing of it happens."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Browser
from tests.browser.hostile import cases
from tests.browser.tab import Tab
from tests.browser.views import VIEWS, View, show
from tests.model_server import ModelServer, Say, Status

WATCH = (Path(__file__).parent / "watch.js").read_text()
BLOCKED_PICTURE = """async (url) => {
    const picture = document.createElement("img");
    const event = new Promise((resolve) =>
        addEventListener("securitypolicyviolation", resolve, { once: true }));
    picture.src = url;
    document.body.append(picture);
    await event;
}"""
TOOL = '''
def steal(x: str) -> str:
    """{about}

    Args:
        x (str): {about}
    """
    return x
'''


class Sink(ThreadingHTTPServer):
    """Where everything would go. `asked` are the requests that came."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), BaseHTTPRequestHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Whatever it is that comes."""
        self.asked.append(request.recv(1000).decode(errors="replace"))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Target:
    """A space full of what strangers wrote, in a tab that watches itself."""

    def __init__(self, tab: Tab, model: ModelServer, sink: Sink) -> None:
        self.tab, self.page, self.model, self.sink = tab, tab.page, model, sink
        self.cases = cases(sink.url)
        self.all = "\n\n".join(self.cases)
        self.parts = ["\n\n".join(part) for part in _fives(self.cases)]
        self.agent = tab.agent_id()

    def unharmed(self) -> None:
        assert self.page.evaluate("suspects()") == []
        assert self.page.evaluate("seen") == []
        assert self.sink.asked == []

    def store(self, method: str, path: str, body: Any) -> Any:
        """What the API took, for this must not be about refusals."""
        answer = self.tab.call(method, path, body)
        assert answer is None or isinstance(answer, list) or not {"detail", "error"} & set(answer), answer
        return answer

    def say(self, text: str) -> None:
        message = {"role": "user", "content": text}
        self.tab.call("POST", f"v1/agents/{self.agent}/messages", {"messages": [message]})

    def fill(self) -> None:
        """Put all of it wherever text is kept."""
        store, agent, picture = self.store, self.agent, self.cases[4]
        store(
            "PATCH", f"v1/agents/{agent}", {"name": picture, "description": self.all, "tags": self.cases[:9]}
        )
        human = {"value": self.all, "limit": 100_000}
        store("PATCH", f"v1/agents/{agent}/core-memory/blocks/human", human)
        store("POST", "v1/blocks/", {**human, "label": "stranger", "description": picture})
        for part in self.parts:
            store("POST", f"v1/agents/{agent}/archival-memory", {"text": part, "tags": [part[:40]]})
        tool = {"source_code": TOOL.format(about=picture), "description": self.all, "tags": self.cases[:3]}
        tool_id = store("POST", "v1/tools/", tool)["id"]
        store("PATCH", f"v1/agents/{agent}/tools/attach/{tool_id}", {})
        store("POST", f"v1/conversations/?agent_id={agent}", {"summary": picture})

    def hear(self) -> None:
        """Have the model say all of it: as words, thoughts, arguments, what a tool answers, and as an error."""
        picture = self.cases[4]
        search = Say(calls=[("archival_memory_search", {"query": picture})])
        insert = Say(calls=[("memory_insert", {"label": "human", "new_string": picture})])
        unknown = Say(calls=[(picture, self.cases[0])])
        said = [Say(part, reasoning=part) for part in self.parts]
        refusals = [Status(400, {"error": {"message": picture}})] * 3
        self.model.script(*said, search, insert, unknown, Say("Done."), *refusals)
        for part in [*self.parts, self.all, picture]:
            self.say(part)


def _fives(cases: list[str]) -> list[list[str]]:
    return [cases[at : at + 5] for at in range(0, len(cases), 5)]


@pytest.fixture(scope="module")
def target(lasting: Callable[..., Browser], site_url: str) -> Iterator[Target]:
    sink = Sink()
    with ModelServer() as model:
        model.models = [{"id": name, "object": "model"} for name in ("tiny", *cases(sink.url)[:5])]
        context = lasting().start()
        context.add_init_script(WATCH)
        tab = Tab(context, site_url).controlled()
        tab.think_with(model.url)
        target = Target(tab, model, sink)
        target.fill()
        target.hear()
        yield target
    sink.shutdown()


def test_there_are_enough_of_them(target: Target) -> None:
    assert len(set(target.cases)) >= 60


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_nothing_happens_on_a_screen(target: Target, view: View) -> None:
    show(target.page, view, target.agent)
    target.unharmed()


def test_all_of_a_conversation_can_be_read_unharmed(target: Target) -> None:
    show(target.page, VIEWS[0], target.agent)
    for _ in range(40):
        before = target.page.locator("letta-chat .message").first.inner_text()
        target.page.locator("letta-chat .message").first.scroll_into_view_if_needed()
        target.unharmed()
        target.page.keyboard.press("Home")
        if target.page.locator("letta-chat .message").first.inner_text() == before:
            break


def test_an_agent_file_full_of_it_is_looked_at_unharmed(target: Target, tmp_path: Path) -> None:
    exported = target.tab.call("GET", f"v1/agents/{target.agent}/export")
    path = tmp_path / "guide.af"
    path.write_text(json.dumps(exported))
    show(target.page, VIEWS[3], target.agent)
    with target.page.expect_file_chooser() as chooser:
        target.page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)
    target.page.locator("lw-agents", has_text=re.compile("Bring it home", re.IGNORECASE)).first.wait_for()
    target.unharmed()


def test_the_watch_itself_sees_what_happens(target: Target) -> None:
    target.page.evaluate(BLOCKED_PICTURE, f"{target.sink.url}/x.png")
    assert target.page.evaluate("suspects()") == [f'<img src="{target.sink.url}/x.png">']
    assert target.page.evaluate("seen") == [f"img-src: {target.sink.url}/x.png"]

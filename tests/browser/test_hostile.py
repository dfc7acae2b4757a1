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
        self.agent = tab.agent_id()

    def unharmed(self) -> None:
        assert self.page.evaluate("suspects()") == []
        assert self.page.evaluate("seen") == []
        assert self.sink.asked == []

    def fill(self) -> None:
        """Put all of it wherever text is kept."""
        call, agent = self.tab.call, self.agent
        call(
            "PATCH",
            f"v1/agents/{agent}",
            {"name": self.cases[4], "description": self.all, "tags": self.cases[:9]},
        )
        call("PATCH", f"v1/agents/{agent}/core-memory/blocks/human", {"value": self.all, "limit": 100_000})
        for case in self.cases:
            passage = {"text": case, "tags": [case[:40]]}
            call("POST", f"v1/agents/{agent}/archival-memory", passage)
        source = TOOL.format(about=self.cases[4])
        tool = call(
            "POST", "v1/tools/", {"source_code": source, "description": self.all, "tags": self.cases[:3]}
        )
        call("PATCH", f"v1/agents/{agent}/tools/attach/{tool['id']}", {})
        call(
            "POST",
            "v1/blocks/",
            {"label": "stranger", "value": self.all, "description": self.cases[0], "limit": 100_000},
        )
        call("POST", "v1/conversations/?agent_id=" + agent, {"summary": self.cases[4]})

    def hear(self) -> None:
        """Have the model say all of it: as words, thoughts, arguments, what a tool answers, and as an error."""
        search = ("archival_memory_search", {"query": self.cases[4]})
        self.model.script(*[Say(case, reasoning=case) for case in self.cases])
        self.model.script(
            Say(calls=[search]),
            Say(calls=[("memory_insert", {"label": "human", "new_string": self.cases[4]})]),
            Say(calls=[(self.cases[4], self.cases[0])]),
            Say("Done."),
        )
        for case in self.cases:
            self.tab.call(
                "POST", f"v1/agents/{self.agent}/messages", {"messages": [{"role": "user", "content": case}]}
            )
        self.tab.call(
            "POST", f"v1/agents/{self.agent}/messages", {"messages": [{"role": "user", "content": self.all}]}
        )
        self.model.script(*[Status(400, {"error": {"message": self.cases[4]}})] * 3)
        self.tab.call(
            "POST", f"v1/agents/{self.agent}/messages", {"messages": [{"role": "user", "content": "Hm?"}]}
        )


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
    target.page.set_input_files("lw-agents input[type=file]", path)
    target.page.locator("lw-agents", has_text=re.compile("Bring it home", re.IGNORECASE)).first.wait_for()
    target.unharmed()


def test_the_watch_itself_sees_what_happens(target: Target) -> None:
    target.page.evaluate(BLOCKED_PICTURE, f"{target.sink.url}/x.png")
    assert target.page.evaluate("suspects()") == [f'<img src="{target.sink.url}/x.png">']
    assert target.page.evaluate("seen") == [f"img-src: {target.sink.url}/x.png"]

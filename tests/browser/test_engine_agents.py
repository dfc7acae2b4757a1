"""Agents that think with a model in the tab: the whole way, from the API to the engine and back."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import Browser, Site
from tests.browser.engines.bed import GRAPHICS, LANGUAGE_MODEL, Json, keep_models, played_site
from tests.browser.tab import Tab
from tests.tiny_mmproj import PATCHES

HANDLES = ("wllama/tiny", "webllm/web", "chrome/built-in")
APPEND = "core_memory_append"
RULES = [{"type": "run_first", "tool_name": APPEND}, {"type": "exit_loop", "tool_name": APPEND}]


def words(count: int) -> Json:
    """A format that takes as many words, however a model is made."""
    schema = {"type": "array", "minItems": count, "maxItems": count, "items": {"const": "again"}}
    return {"type": "json_schema", "json_schema": {"name": "words", "schema": schema}}


@pytest.fixture(scope="module")
def site(site_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = played_site(tmp_path_factory.mktemp("agents") / "site")
    yield site
    site.go_away()


@pytest.fixture(scope="module")
def browser(
    playwright: Playwright, chromium: str, chromium_flags: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    profile = tmp_path_factory.mktemp("agents") / "profile"
    browser = Browser(playwright, chromium, [*chromium_flags, *GRAPHICS], profile)
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def tab(browser: Browser, site: Site) -> Tab:
    context = browser.start()
    context.add_init_script(LANGUAGE_MODEL)
    tab = Tab(context, site.url).controlled()
    keep_models(tab.page)
    return tab


class Agent:
    def __init__(self, tab: Tab, handle: str, **fields: Any) -> None:
        self.tab = tab
        made = tab.call(
            "POST", "v1/agents/", {"name": "a", "model": handle, "include_base_tools": False, **fields}
        )
        self.path = f"v1/agents/{made['id']}"

    def say(self, text: str, **fields: Any) -> Json:
        return self.tab.call("POST", f"{self.path}/messages", {"input": text, **fields})

    def send(self, messages: list[Json]) -> Json:
        return self.tab.call("POST", f"{self.path}/messages", {"messages": messages})

    def block(self, label: str) -> str:
        return str(self.tab.call("GET", f"{self.path}/core-memory/blocks/{label}")["value"])

    def history(self) -> list[str]:
        messages = self.tab.call("GET", f"{self.path}/messages?limit=100&order=asc")
        return [str(message["message_type"].removesuffix("_message")) for message in messages][1:]


@pytest.fixture(params=HANDLES)
def handle(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_all_models_of_the_tab_can_be_chosen(tab: Tab) -> None:
    handles = {model["handle"] for model in tab.call("GET", "v1/models/")}
    assert {*HANDLES, "wllama/tiny-2", "webllm/web-2"} <= handles
    embedders = {model["handle"] for model in tab.call("GET", "v1/models/embedding")}
    assert "wllama/vectors" in embedders - handles


def test_a_fact_becomes_a_memory(tab: Tab, handle: str) -> None:
    blocks = [{"label": "human", "value": ""}, {"label": "persona", "value": "Kind."}]
    agent = Agent(tab, handle, memory_blocks=blocks, tools=[APPEND], tool_rules=RULES)
    content = next(
        filter(None, (appended(agent) for _ in range(5)))
    )  # a tiny model may find nothing to say at times
    assert agent.block("human").strip() == content


def appended(agent: Agent) -> str:
    """What its model says is to be remembered, of one message."""
    answer = agent.say(f"Use {APPEND}: my name is Ada.")
    assert answer["stop_reason"]["stop_reason"] == "tool_rule", answer
    [call] = [message for message in answer["messages"] if message["message_type"] == "tool_call_message"]
    return str(json.loads(call["tool_call"]["arguments"])["content"]).strip()


PIXELS = """async () => {
    const canvas = new OffscreenCanvas(8, 8);
    canvas.getContext("2d").fillRect(0, 0, 4, 4);
    return btoa(String.fromCharCode(...await (await canvas.convertToBlob()).bytes()));
}"""

STREAM = """async ([path, input, stops]) => {
    const headers = { "content-type": "application/json" };
    const post = (to, body) => fetch(`${path}/messages/${to}`, { method: "POST", headers, body: JSON.stringify(body) });
    const response = await post("stream", { input, stream_tokens: true });
    let told = "";
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        told += text;
        if (stops && told.includes("assistant_message")) stops = !(await post("cancel", {}));
    }
    return told;
}"""


def streamed(agent: Agent, text: str, stops: bool = False) -> list[Json]:
    """The events of an answer; one that `stops` is cancelled as soon as it has begun."""
    told = agent.tab.page.evaluate(STREAM, [agent.path, text, stops])
    lines = [line.removeprefix("data: ") for line in told.splitlines() if line.startswith("data: {")]
    return [json.loads(line) for line in lines]


def pieces(events: list[Json]) -> list[str]:
    return [event["content"] for event in events if event["message_type"] == "assistant_message"]


def test_an_answer_is_streamed_as_it_is_made(tab: Tab, handle: str) -> None:
    agent = Agent(tab, handle, response_format=words(20))
    events = streamed(agent, "Hello 😀, who are you?")
    assert len(pieces(events)) > 10
    assert json.loads("".join(pieces(events))) == ["again"] * 20
    [usage] = [event for event in events if event["message_type"] == "usage_statistics"]
    assert usage["prompt_tokens"] > 50 and usage["completion_tokens"] > 10
    assert agent.history() == ["user", "assistant"]


def test_a_run_that_is_cancelled_frees_the_engine(tab: Tab, handle: str) -> None:
    agent, other = Agent(tab, handle, response_format=words(600)), Agent(tab, handle)
    events = streamed(agent, "Go on.", stops=True)
    assert 0 < len(pieces(events)) < 600
    assert [event["stop_reason"] for event in events if event["message_type"] == "stop_reason"] == [
        "cancelled"
    ]
    assert other.say("And you?")["stop_reason"]["stop_reason"] == "end_turn"


def test_two_agents_at_once_both_get_their_answer(tab: Tab, handle: str) -> None:
    agents = [Agent(tab, handle), Agent(tab, handle)]
    answers = tab.page.evaluate(
        """(paths) => Promise.all(paths.map(async (path) => {
            const headers = { "content-type": "application/json" };
            const body = JSON.stringify({ input: "Hello?" });
            return (await fetch(path, { method: "POST", headers, body })).json();
        }))""",
        [f"{agent.path}/messages" for agent in agents],
    )
    assert [answer["stop_reason"]["stop_reason"] for answer in answers] == ["end_turn"] * 2
    assert [agent.history() for agent in agents] == [["user", "assistant"]] * 2


def test_what_does_not_fit_fails_as_such_and_then_room_is_made(tab: Tab) -> None:
    agent = Agent(tab, "webllm/web", context_window_limit=200_000)
    answer = agent.say("word " * 20_000)
    assert answer["error"]["type"] == "llm_context_window_exceeded"
    assert agent.history() == ["user"]
    assert agent.say("Hello?")["stop_reason"]["stop_reason"] == "end_turn"


def test_an_engine_that_dies_fails_the_turn_and_the_next_one_starts_another(tab: Tab) -> None:
    agent = Agent(tab, "wllama/tiny", response_format=words(600))
    tab.page.evaluate(f"args => {{ globalThis.waiting = ({STREAM})(args); }}", [agent.path, "Go on.", False])
    other = Agent(tab, "wllama/tiny", max_tokens=5)
    [worker] = [worker for worker in tab.page.workers if worker.url.endswith("wllama.worker.js")]
    worker.evaluate("() => { setTimeout(close); }")
    assert '"error_type":"llm_error"' in tab.page.evaluate("() => waiting")
    assert other.say("Hello?")["stop_reason"]["stop_reason"] == "end_turn"


@pytest.mark.parametrize(("model", "least", "most"), [("seeing", PATCHES, PATCHES + 2), ("tiny", 20, 200)])
def test_a_picture_costs_a_model_that_sees_its_patches_and_another_the_words_that_tell_of_it(
    tab: Tab, model: str, least: int, most: int
) -> None:
    data = tab.page.evaluate(PIXELS)
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
    words = {"type": "text", "text": "What is this?"}
    costs = []
    for content in ([words], [words, picture]):
        answer = Agent(tab, f"wllama/{model}", max_tokens=3).send([{"role": "user", "content": content}])
        costs.append(answer["usage"]["prompt_tokens"])
    assert least <= costs[1] - costs[0] <= most


def test_passages_are_found_by_vectors_that_a_model_in_the_tab_made(tab: Tab) -> None:
    agent = Agent(tab, "wllama/tiny")
    fact = "The spaniel is afraid of fireworks."
    tab.call("POST", f"{agent.path}/archival-memory", {"text": fact})
    chosen = tab.call("PATCH", "v1/memory/embedding", {"handle": "wllama/vectors"})
    assert (chosen["handle"], chosen["dim"]) == ("wllama/vectors", 64)
    tab.page.evaluate(
        """async () => {
            const now = async () => (await fetch("v1/memory/embedding")).json();
            for (let at = await now(); at.state === "working" || at.serving !== at.handle; at = await now());
        }"""
    )
    assert tab.call("GET", "v1/memory/embedding")["state"] == "ready"
    found = tab.call("POST", "v1/memory/search", {"query": fact, "kinds": ["passage"]})
    assert [hit["text"] for hit in found["hits"]] == [fact]
    tab.call("PATCH", "v1/memory/embedding", {"handle": "lettawasm/static-128"})


def test_a_person_talks_with_it_and_goes_on_without_a_network(tab: Tab, browser: Browser, site: Site) -> None:
    """The last one here: the site is gone after it."""
    agent = Agent(tab, "wllama/seeing", max_tokens=20)
    show = "id => localStorage.setItem('lettawasm.agent', id)"
    tab.page.evaluate(show, agent.path.removeprefix("v1/agents/"))
    tab.page.reload()
    tab.controlled().ask("Hello?")
    assert "Loading seeing" in tab.page.locator(".update").last.text_content()
    browser.quit()
    site.go_away()
    again = Tab(browser.start(offline=True), site.url).ready()
    again.page.click(".composer .add")
    picture = base64.b64decode(again.page.evaluate(PIXELS))
    file: Any = {"name": "tea.png", "mimeType": "image/png", "buffer": picture}
    again.page.set_input_files("letta-pictures input[accept^=image]", file)
    again.page.locator("letta-pictures li img").wait_for()
    again.ask("Do you still see?")
    assert [who.split(":")[0] for who in again.shown()] == ["user", "assistant"] * 2
    assert again.page.locator(".message.user img").count() == 1

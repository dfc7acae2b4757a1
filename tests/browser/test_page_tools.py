"""Functions of the page that the agent calls, each with a person's word."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Browser
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say

REGISTER = """(approval) => {
    globalThis.calls = [];
    const parameters = { properties: { url: { type: "string" } }, required: ["url"] };
    const run = ({ url }) => {
        if (url === "bad") throw new RangeError("no such page");
        calls.push(url);
        return { opened: url };
    };
    lettawasm.tools.register({ name: "open_tab", description: "Open a page.", parameters, run, approval });
}"""


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def tab(returning: Browser, site_url: str, model: ModelServer) -> Tab:
    tab = Tab(returning.start(), site_url).controlled()
    tab.think_with(model.url)
    return tab


BAD = [
    ({"name": "no spaces"}, "letters"),
    ({"name": "x"}, "run"),
    ({"name": "x", "run": "=> 1"}, "run"),
]


def calls(tab: Tab) -> list[str]:
    found: list[str] = tab.page.evaluate("calls")
    return found


def call(url: object) -> Say:
    return Say(calls=[("open_tab", {"url": url})])


def told(model: ModelServer) -> str:
    """What the model was told of its last call."""
    *_, last = model.requests[-1].json["messages"]
    return str(last["content"])


def test_a_call_waits_for_a_person_who_sees_its_arguments(tab: Tab, model: ModelServer) -> None:
    for tool, said in BAD:
        problem = tab.page.evaluate(
            "(tool) => { try { lettawasm.tools.register(tool); } catch (error) { return String(error); } }",
            tool,
        )
        assert said in problem
    tab.page.evaluate(REGISTER, "ask")
    model.script(call("https://a.example"), Say("Opened."), call("https://b.example"), Say("Then not."))
    tab.say("Open it")
    tab.see("https://a.example", ".asks")
    assert calls(tab) == []
    assert [each["function"]["name"] for each in model.requests[0].json["tools"]].count("open_tab") == 1
    tab.page.click(".asks button:text-is('Allow')")
    tab.see("Opened.", ".message.assistant")
    assert calls(tab) == ["https://a.example"]
    assert told(model) == '{"opened":"https://a.example"}'
    tab.settle()
    tab.say("And another")
    tab.see("https://b.example", ".asks")
    tab.page.click('.asks button:text-is("Don\'t allow")')
    tab.see("Then not.", ".message.assistant")
    assert calls(tab) == ["https://a.example"]
    assert "did not allow" in told(model)


def test_a_person_may_allow_a_tool_once_and_for_all(tab: Tab, model: ModelServer) -> None:
    tab.page.evaluate(REGISTER, "ask")
    model.script(
        call("one"), call("two"), Say("Both."), call("bad"), Say("It failed."), call(3), Say("Wrong.")
    )
    tab.say("Open both")
    tab.page.click(".asks button:text-is('Always allow on this page')")
    tab.see("Both.", ".message.assistant")
    assert calls(tab) == ["one", "two"]
    assert tab.ask("And this") == "It failed."
    assert told(model) == "RangeError: no such page"
    assert tab.ask("And that") == "Wrong."
    assert told(model) == "TypeError: arguments.url must be of type string."


def test_calls_of_a_page_that_is_gone_and_of_the_agents_own_tools_wait_for_a_word_as_well(
    tab: Tab, model: ModelServer
) -> None:
    tab.page.evaluate(REGISTER, "ask")
    model.script(call("later"), Say("It is not there."))
    tab.say("Open it")
    tab.see("later", ".asks")
    tab.page.reload()
    tab.ready()
    tab.see("later", ".asks")
    assert (
        tab.page.locator(".asks button").count() == 2
    )  # nothing to allow for ever: the page has no such tool now
    tab.page.click(".asks button:text-is('Allow')")
    tab.see("It is not there.", ".message.assistant")
    assert "open_tab" in told(model)
    tab.settle()
    agent = tab.agent_id()
    path = f"v1/agents/{agent}/tools/approval/archival_memory_insert?requires_approval=true"
    tab.call("PATCH", path, {"requires_approval": True})
    model.script(Say(calls=[("archival_memory_insert", {"content": "Likes tea"})]), Say("Kept."))
    tab.say("I like tea")
    tab.see("Likes tea", ".asks")
    tab.page.click(".asks button:text-is('Allow')")
    tab.see("Kept.", ".message.assistant")
    assert [each["text"] for each in tab.call("GET", f"v1/agents/{agent}/archival-memory")] == ["Likes tea"]

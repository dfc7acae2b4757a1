"""Connections as a person makes them: which API is spoken, and which name a second one gets."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browser
from tests.browser.connecting import connect, go
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say, refusing_url


@pytest.fixture(scope="module")
def lasting_tab(lasting: Callable[..., Browser], site_url: str) -> Tab:
    return Tab(lasting().start(), site_url).controlled()


@pytest.fixture
def tab(lasting_tab: Tab) -> Iterator[Tab]:
    """Without any connection."""
    yield lasting_tab
    for provider in stored(lasting_tab):
        lasting_tab.page.evaluate(
            "path => fetch(path, { method: 'DELETE' })", f"v1/providers/{provider['id']}"
        )


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def connected(tab: Tab, url: str, key: str = "") -> list[tuple[str, str]]:
    """Connect one more. Returns the names and addresses of all there are then."""
    connect(tab, url, key)
    tab.page.wait_for_selector("lw-connect form", state="detached")
    return sorted((provider["name"], provider["base_url"]) for provider in stored(tab))


def stored(tab: Tab) -> list[dict[str, Any]]:
    return list(tab.call("GET", "v1/providers/"))


def test_a_server_is_spoken_to_in_the_api_that_is_chosen(tab: Tab, server: ModelServer) -> None:
    connect(tab, server.url, api="responses")
    tab.see("thinks with custom/tiny", "lw-connections .said")
    tab.see("Responses", "lw-connection .tag")
    go(tab, "chat")
    server.script(Say("By Responses."))
    assert tab.ask("How do I reach you?") == "By Responses."
    go(tab, "models/connections")
    row = tab.page.locator("lw-connection")
    row.get_by_role("button", name="Edit").click()
    expect(row.locator("[name=api]")).to_have_value("responses")
    row.locator("[name=api]").select_option("Chat completions")
    row.get_by_role("button", name="Save").click()
    tab.see("Saved.", "lw-connection .said")
    assert [provider["api"] for provider in stored(tab)] == ["chat_completions"]
    go(tab, "chat")
    server.script(Say("By chat completions."))
    assert tab.ask("And now?") == "By chat completions."
    assert [request.path for request in server.requests] == ["/v1/responses", "/v1/chat/completions"]


@pytest.mark.parametrize(
    ("preset", "choices"),
    [
        ("openai", 2),
        ("ollama", 2),
        ("custom", 2),
        ("anthropic", 0),
        ("gemini", 0),
        ("letta-server", 0),
        ("worker", 0),
    ],
)
def test_the_apis_of_openai_are_offered_where_servers_have_them(tab: Tab, preset: str, choices: int) -> None:
    go(tab, "models/connections")
    tab.page.click(f"lw-connect [data-preset={preset}]")
    expect(tab.page.locator(f"lw-connect [data-preset={preset}][aria-pressed=true]")).to_be_visible()
    expect(tab.page.locator("lw-connect [name=api] option")).to_have_count(choices)


def test_a_second_server_of_a_kind_gets_a_name_of_its_own(tab: Tab, server: ModelServer) -> None:
    assert connected(tab, server.url) == [("custom", server.url)]
    with ModelServer() as other:
        assert connected(tab, other.url) == [("custom", server.url), ("custom-2", other.url)]


def test_a_name_of_what_is_always_there_gets_a_number(tab: Tab, server: ModelServer) -> None:
    connect(tab, server.url, name="wllama")
    tab.page.wait_for_selector("lw-connect form", state="detached")
    assert [provider["name"] for provider in stored(tab)] == ["wllama-2"]


def test_a_second_account_at_a_server_takes_no_key_away(tab: Tab, server: ModelServer) -> None:
    connected(tab, server.url)
    assert connected(tab, server.url, "sk-one") == [("custom", server.url)]  # it had none yet
    assert connected(tab, server.url, "sk-two") == [("custom", server.url), ("custom-2", server.url)]


def test_what_is_put_right_in_the_form_is_still_the_same_connection(tab: Tab, server: ModelServer) -> None:
    connect(tab, refusing_url(), "sk-one")
    tab.page.wait_for_selector("lw-connect .said.error")
    form = tab.page.locator("lw-connect form")
    form.locator("[name=url]").fill(server.url)
    form.locator("[name=key]").fill("sk-one")
    form.locator("button").click()
    form.wait_for(state="detached")
    assert [(provider["name"], provider["base_url"]) for provider in stored(tab)] == [("custom", server.url)]


def test_a_model_is_asked_to_think_as_hard_as_was_chosen_of_what_it_takes(
    tab: Tab, server: ModelServer
) -> None:
    connected(tab, server.url)
    go(tab, "models")
    tab.page.click("lw-thinking summary")
    efforts = tab.page.get_by_label("Thinking before it answers")
    offered = ["the model's own", "None", "Hardly any", "A little", "Some", "A lot", "Very much"]
    expect(efforts.locator("option")).to_have_text(offered)
    efforts.select_option("Very much")
    tab.see("Saved.", "lw-thinking .said")
    expect(efforts).to_have_value("xhigh")
    go(tab, "chat")
    server.script(Say("I did."))
    assert tab.ask("Think hard") == "I did."
    assert server.requests[-1].json["reasoning_effort"] == "xhigh"

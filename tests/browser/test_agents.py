"""A person and their agents: made, brought home through the quarantine, talked with side by side, taken along, left."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Browser, Site
from tests.browser.connecting import go
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Received, Reply, Say
from tests.sdk.hostile import hostile_bytes

DROP = """([name, data]) => {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    const place = document.querySelector("letta-chat:not([hidden])") ?? document.body;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    for (const type of ["dragenter", "dragover", "drop"])
        place.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""


class Slow(ModelServer):
    """Answers when it is let to."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def next_reply(self, request: Received) -> Reply:
        self.released.wait(60)
        return Say("Land ahoy!")


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser], site_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tab]:
    site = Site(tmp_path_factory.mktemp("agents") / "site")
    tab = Tab(lasting().start(), site.url).controlled()
    tab.page.wait_for_selector(".drop-veil", state="attached")  # it would open what is dropped before
    yield tab
    site.go_away()


def agents(tab: Tab) -> list[str]:
    return sorted(agent["name"] for agent in tab.call("GET", "v1/agents/?limit=100"))


def count(tab: Tab) -> tuple[Any, ...]:
    """How much there is of everything."""
    return tuple(tab.call("GET", f"v1/{kind}/count") for kind in ("agents", "blocks", "tools"))


def named(tab: Tab, name: str) -> Any:
    query = "include=agent.blocks&include=agent.tools"
    [agent] = [a for a in tab.call("GET", f"v1/agents/?limit=100&{query}") if a["name"] == name]
    return agent


def drop(tab: Tab, name: str, data: bytes) -> None:
    tab.page.evaluate(DROP, [name, base64.b64encode(data).decode()])


def open_page_of(tab: Tab, name: str) -> None:
    go(tab, f"agents/{named(tab, name)['id']}")
    tab.see(name, "lw-agent-page h1")


def test_an_agent_is_made_from_a_template(tab: Tab) -> None:
    go(tab, "agents")
    tab.page.click("lw-agent-list a:has-text('New agent')")
    tab.page.locator("lw-agent-new .starter", has_text="Game master").locator("input").check()
    tab.page.fill("lw-agent-new input[name=name]", "Morgana")
    persona = tab.page.locator("lw-agent-new [name='block persona']")
    assert "adventure" in persona.input_value()
    persona.fill("I lead adventures at sea.")
    tab.page.click("lw-agent-new button:has-text('Make this agent')")
    tab.see("Morgana is here.", ".toast")
    tab.see("Morgana", "lw-agent-switch .opener")
    made = named(tab, "Morgana")
    assert {block["label"]: block["value"] for block in made["blocks"]} == {
        "persona": "I lead adventures at sea.",
        "human": "",
        "world": "",
        "adventure": "",
    }


def test_a_hostile_file_comes_in_only_as_a_person_wants_it(tab: Tab) -> None:
    before = count(tab)
    drop(tab, "friend.af", hostile_bytes())
    tab.see("Careful: 5 things here could harm you.", "lw-quarantine .verdict")
    tab.see("Forward all mail", "lw-quarantine [data-part=block-1] .mark")
    tab.see("U+200B zero width space", "lw-quarantine [data-part=block-2] .mark")
    tab.page.click("lw-quarantine button:has-text('Show all')")
    tab.see("Wants the network. Here it gets none", "lw-quarantine .findings")
    assert "hunter2" not in tab.page.locator("lw-quarantine").inner_text()
    for part in ("block-2", "tool-0", "mcp-0"):
        tab.page.locator(f"lw-quarantine [data-part={part}]").get_by_label("Bring").uncheck()
    tab.see("1 agent, 2 blocks, 1 tool", "lw-quarantine .settle")
    tab.page.get_by_label("Bring the messages along").uncheck()
    assert count(tab) == before
    tab.page.click("lw-quarantine button:has-text('Bring it home')")
    tab.see("Helpful friend is home.", ".toast")
    friend = named(tab, "Helpful friend")
    assert [tool["name"] for tool in friend["tools"]] == ["archival_memory_search"]
    assert sorted(block["label"] for block in friend["blocks"]) == ["human", "persona"]
    assert "\U000e0046" not in json.dumps(friend, ensure_ascii=False)
    assert tab.call("GET", "v1/mcp-servers/") == []


def test_a_tool_that_is_brought_home_asks_before_it_runs(tab: Tab) -> None:
    drop(tab, "friend.af", hostile_bytes())
    tab.see("came before", "lw-quarantine .settle")
    tab.page.fill("lw-quarantine input[name=name]", "Second friend")
    tab.page.click("lw-quarantine button:has-text('Bring it home')")
    tab.see("Second friend is home.", ".toast")
    rules = named(tab, "Second friend")["tool_rules"]
    assert [rule["tool_name"] for rule in rules if rule["type"] == "requires_approval"] == ["weather"]


def test_a_file_that_can_not_be_read_says_why(tab: Tab) -> None:
    drop(tab, "broken.af", b'{"agents": [], "blocks": [], "tools": []}')
    tab.see("one thing is wrong with it", "lw-agent-import [role=alert]")


def test_an_agent_is_doubled_taken_along_put_away_and_left(tab: Tab, tmp_path: Path) -> None:
    open_page_of(tab, "Morgana")
    tab.page.click("lw-agent-page button:has-text('Duplicate')")
    tab.see("Morgana (copy)", "lw-agent-page h1")
    with tab.page.expect_download() as waiting:
        tab.page.click("lw-agent-page button:has-text('Agent file (.af)')")
    waiting.value.save_as(tmp_path / "copy.af")
    assert waiting.value.suggested_filename == "Morgana (copy).af"
    assert json.loads((tmp_path / "copy.af").read_text())["agents"][0]["name"] == "Morgana (copy)"

    tab.page.click("lw-agent-page button:has-text('Put away')")
    tab.see("Morgana (copy) is put away.", ".toast")
    assert "Morgana (copy)" not in agents(tab)
    tab.page.click(".toast button:has-text('Undo')")
    tab.see("Put away", "lw-agent-page button")
    assert "Morgana (copy)" in agents(tab)

    tab.page.click("lw-agent-page button:has-text('Delete …')")
    tab.see("Gone for good will be 4 memory blocks", "dialog")
    with tab.page.expect_download() as waiting:
        tab.page.click("dialog button:has-text('Delete for good')")
    assert waiting.value.suggested_filename.startswith("Morgana")
    tab.see("Morgana (copy) is deleted.", ".toast")
    tab.see("Agents", "lw-agent-list h1")
    assert "Morgana (copy)" not in agents(tab)


def test_an_agent_leaves_and_comes_back_as_a_file_and_still_knows_whom_it_talked_with(
    tab: Tab, tmp_path: Path
) -> None:
    go(tab, f"chat/{named(tab, 'Companion')['id']}")
    tab.see("Companion", "lw-agent-switch .opener")
    tab.ask("My name is Ada.")
    open_page_of(tab, "Companion")
    with tab.page.expect_download() as waiting:
        tab.page.click("lw-agent-page button:has-text('Agent file (.af)')")
    waiting.value.save_as(tmp_path / "companion.af")
    drop(tab, "companion.af", (tmp_path / "companion.af").read_bytes())
    tab.see("Nothing suspicious was found.", "lw-quarantine .verdict")
    tab.page.fill("lw-quarantine input[name=name]", "Companion at home")
    tab.page.click("lw-quarantine button:has-text('Bring it home')")
    tab.see("Companion at home", "lw-agent-switch .opener")
    assert "Ada" in tab.ask("What is my name?")


def test_an_agent_has_several_conversations(tab: Tab) -> None:
    open_page_of(tab, "Morgana")
    page = tab.page
    page.click("lw-agent-conversations button:has-text('New conversation')")
    page.wait_for_function("() => location.hash.includes('/conv-')")
    open_page_of(tab, "Morgana")
    page.click("lw-agent-conversations button:has-text('Rename')")
    page.locator("lw-agent-conversations input[name=summary]").fill("The lost island")
    page.keyboard.press("Enter")
    page.click("lw-agent-conversations a:has-text('The lost island')")
    page.click("lw-agent-switch .opener")
    tab.see("The lost island", "lw-agent-switch [role=option]")
    page.keyboard.press("Escape")
    open_page_of(tab, "Morgana")
    page.get_by_label("Delete “The lost island”").click()
    page.click("dialog button:has-text('Delete')")
    tab.see("The conversation is deleted.", "lw-agent-conversations .said")
    assert tab.call("GET", f"v1/conversations/?agent_id={named(tab, 'Morgana')['id']}") == []


def test_the_first_key_after_the_switch_was_opened_is_its_own(tab: Tab) -> None:
    focused = tab.page.evaluate("""() => {
        const root = document.querySelector("lw-agent-switch").shadowRoot;
        const pressed = { key: "ArrowDown", bubbles: true, cancelable: true };
        root.querySelector(".opener").dispatchEvent(new KeyboardEvent("keydown", pressed));
        return root.activeElement?.localName;
    }""")
    assert focused == "input"
    tab.page.keyboard.press("Escape")
    tab.page.locator("lw-agent-switch input").wait_for(state="detached")


def test_one_is_talked_with_while_another_still_answers(tab: Tab) -> None:
    page, card = tab.page, f"lw-agent-list [data-agent='{named(tab, 'Morgana')['id']}']"
    with Slow() as model:
        provider = {"name": "test", "provider_type": "openai", "base_url": model.url, "api_key": "secret"}
        tab.call("POST", "v1/providers/", provider)
        tab.call("PATCH", f"v1/agents/{named(tab, 'Morgana')['id']}", {"model": "test/tiny"})
        go(tab, f"chat/{named(tab, 'Morgana')['id']}")
        tab.see("Morgana", "lw-agent-switch .opener")
        tab.say("Where are we?")
        go(tab, "agents")
        tab.see("Answering …", card)

        page.locator("lw-agent-switch .opener").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.type("compan")
        tab.see("Companion", "lw-agent-switch [role=option].at")
        page.keyboard.press("Enter")
        tab.see("Companion", "lw-agent-switch .opener")
        page.locator("lw-agent-switch .opener[aria-label*='Morgana is answering']").wait_for()
        assert "Ada" in tab.ask("What is my name?")
        page.click("lw-agent-switch .opener")
        tab.see("Answering …", "lw-agent-switch [role=option]:has-text('Morgana')")
        page.keyboard.press("Escape")

        model.released.set()
        page.locator(".toast", has_text="Morgana has answered.").locator("button:has-text('Open')").click()
        tab.see("Morgana", "lw-agent-switch .opener")
        tab.see("Land ahoy!")


def test_the_only_agent_can_not_be_deleted(tab: Tab) -> None:
    for name in [name for name in agents(tab) if name != "Companion"]:
        tab.call("DELETE", f"v1/agents/{named(tab, name)['id']}")
    open_page_of(tab, "Companion")
    tab.page.click("lw-agent-page button:has-text('Delete …')")
    tab.see("This is your only agent.", ".toast")
    assert agents(tab) == ["Companion"]

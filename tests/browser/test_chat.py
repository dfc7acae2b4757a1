"""The conversation as a person lives with it: read, searched, said otherwise, and ten thousand messages long."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.bench.seed import Seed
from tests.browser.conftest import Browser
from tests.browser.seeded import bring
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say

MANY = 10_000
MOST_ROWS = 150  # that are there at once, of however many
FAR = "xylophone"  # stands in one message only, long ago


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def long_agent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A space with one agent that has talked for years."""
    path = tmp_path_factory.mktemp("seed") / "space.db"
    with ThreadPoolExecutor(1) as apart:  # from Playwright's event loop
        return path, apart.submit(talk_for_years, path).result()


def talk_for_years(path: Path) -> str:
    seed = Seed(path)
    agent = seed.agent(messages=MANY, in_context=20)
    seed.close()
    with sqlite3.connect(path) as database:
        words = f" {FAR}"
        new = "text = text || ?1, body = replace(body, '\"}]', ?1 || '\"}]')"
        database.execute(f"UPDATE messages SET {new} WHERE number = 1234", [words])
    return agent


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser], site_url: str, model: ModelServer, long_agent: tuple[Path, str]
) -> Iterator[Tab]:
    """A tab that stays open through all of this file. It begins with the agent that has talked for years."""
    path, _ = long_agent
    context = lasting().start(locale="en-US")
    bring(context, site_url, path)
    yield Tab(context, site_url).controlled()


@pytest.fixture
def fresh(tab: Tab, model: ModelServer) -> Tab:
    """That tab with a new agent, whose model says what a test tells it."""
    agent = tab.call(
        "POST",
        "v1/agents/",
        {
            "name": "Companion",
            "model": "lettawasm/offline",
            "memory_blocks": [{"label": "human", "value": "Name: Ada"}],
            "tools": ["archival_memory_insert"],
        },
    )["id"]
    if not tab.call("GET", "v1/providers/"):
        provider = {"name": "test", "provider_type": "openai", "base_url": model.url, "api_key": "secret"}
        tab.call("POST", "v1/providers/", provider)
    tab.call("PATCH", f"v1/agents/{agent}", {"model": "test/tiny"})
    go(tab, f"#/chat/{agent}")
    expect(tab.page.locator("letta-chat .nothing")).to_be_visible()
    return tab


def go(tab: Tab, address: str) -> None:
    tab.page.evaluate("address => { location.hash = address; }", address)


def here(tab: Tab) -> str:
    """The agent that is talked with."""
    agent: str = tab.page.evaluate("document.querySelector('letta-chat').conversation.agentId")
    return agent


def act(tab: Tab, message: str, label: str) -> None:
    """Point at a message and do something with it."""
    row = tab.page.locator("letta-chat article", has_text=message).last
    row.hover()
    row.locator(".acts button", has_text=label).click()


def remember(text: str) -> Say:
    return Say(calls=[("memory_insert", {"label": "human", "new_string": text})])


def human(tab: Tab) -> str:
    block = tab.call("GET", f"v1/agents/{here(tab)}/core-memory/blocks/human")
    return str(block["value"])


# Texts

DRAW = """async ([text, steps]) => {
    const { LwProse } = await import("./chat/markdown/prose.js");
    const { words } = await import("./words/words.js");
    const t = await words("chat");
    const prose = new LwProse();
    for (const end of steps) prose.source = { text: text.slice(0, end), isWhole: false, t };
    prose.source = { text, isWhole: true, t };
    return prose.innerHTML;
}"""

TEXTS = {
    "**bold** _em_ ~~gone~~ `code`": '<p dir="auto"><strong>bold</strong> <em>em</em> <del>gone</del>'
    ' <code dir="ltr">code</code></p>',
    "# One\n###### Six": '<h3 dir="auto">One</h3><h6 dir="auto">Six</h6>',
    "<b onclick=x>hi</b> &lt;i&gt;": '<p dir="auto">&lt;b onclick=x&gt;hi&lt;/b&gt; &lt;i&gt;</p>',
    "<script>alert(1)</script>": '<p class="raw" dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>',
    "[a](javascript:alert(1)) [b](data:text/html,x) [c](/path)": '<p dir="auto">a b c</p>',
    "[d](https://x.example/?q=1)": '<p dir="auto"><a href="https://x.example/?q=1" target="_blank"'
    ' rel="noopener noreferrer nofollow">d</a></p>',
    "[bank.example](https://evil.example/)": '<p dir="auto"><a href="https://evil.example/" target="_blank"'
    ' rel="noopener noreferrer nofollow">bank.example</a><span class="host"> (evil.example)</span></p>',
    "![boat](https://x.example/b.png)": '<p dir="auto"><button type="button" class="picture">'
    'Show picture from x.example</button><span class="host"> boat</span></p>',
    "![x](data:image/svg+xml;base64,AAAA)": '<p dir="auto">x</p>',
    "![x](data:image/png;base64,AAAA)": '<p dir="auto"><img src="data:image/png;base64,AAAA" alt="x"></p>',
    "a\u202eb\u200bc": '<p dir="auto">a<span class="glyph">U+202E</span>b<span class="glyph">U+200B</span>c</p>',
    "a\U000e0048\U000e0069b": '<p dir="auto">a<span class="glyph">U+E0048 “Hi”</span>b</p>',
    "👨\u200d👩\u200d👧 میخواهم\u200c": '<p dir="auto">👨\u200d👩\u200d👧 میخواهم\u200c</p>',
    "- [x] done\n- [ ] todo": '<ul><li class="task" dir="auto"><span><input type="checkbox" disabled="" checked=""'
    ' aria-label="Task"> </span><span>done</span></li><li class="task" dir="auto"><span><input type="checkbox"'
    ' disabled="" aria-label="Task"> </span><span>todo</span></li></ul>',
    "3. a\n   - b": '<ol start="3"><li dir="auto"><span>a</span><ul><li dir="auto"><span>b</span></li></ul></li></ol>',
    "| a |\n|-:|\n| **1** |": '<div class="scrolls" tabindex="0"><table><thead><tr><th class="right" dir="auto">a</th>'
    '</tr></thead><tbody><tr><td class="right" dir="auto"><strong>1</strong></td></tr></tbody></table></div>',
    "```js\nlet x = '<';\n```": '<div class="code" dir="ltr"><div class="bar"><span>js</span><button type="button"'
    ' class="quiet">Copy</button></div><pre tabindex="0"><code>let x = \'&lt;\';</code></pre></div>',
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_becomes_elements_of_a_closed_list(tab: Tab, text: str) -> None:
    assert tab.page.evaluate(DRAW, [text, []]) == TEXTS[text]


def test_a_text_that_grows_ends_like_one_that_came_at_once(tab: Tab) -> None:
    whole = "\n\n".join(
        [*TEXTS, "Title\n=====", "> quote\nlazily", "[ref]\n\n[ref]: https://x.example", "    code"]
    )
    at_once = tab.page.evaluate(DRAW, [whole, []])
    assert tab.page.evaluate(DRAW, [whole, list(range(0, len(whole), 3))]) == at_once


# Ten thousand messages


def rows(tab: Tab) -> Locator:
    return tab.page.locator("letta-chat article")


# Go near the top, and look in each frame, until older messages stand there, how far what is seen moves by itself.
BACK = """async (scroll) => {
    const { conversation } = document.querySelector("letta-chat");
    const known = conversation.items.length;
    const frame = () => new Promise(requestAnimationFrame);
    scroll.scrollTop = 400;
    await frame();
    await frame();
    const root = scroll.getRootNode();
    const seen = [...root.querySelectorAll("article")].find((each) => each.getBoundingClientRect().top > 100);
    const start = seen.getBoundingClientRect().top;
    const jumps = [];
    for (let rest = 10; rest > 0; rest -= conversation.items.length > known) {
        await frame();
        jumps.push(seen.isConnected ? Math.abs(seen.getBoundingClientRect().top - start) : Infinity);
    }
    return { older: conversation.items.length - known, jumps };
}"""


def test_ten_thousand_messages_are_all_in_reach_and_nothing_jumps(
    tab: Tab, long_agent: tuple[Path, str]
) -> None:
    _, agent = long_agent
    go(tab, f"#/chat/{agent}")
    history = f"v1/agents/{agent}/messages?conversation_id=default&limit=2&order="
    first, last = (tab.call("GET", history + order)[1]["content"] for order in ("asc", "desc"))
    expect(rows(tab).last).to_contain_text(last)
    scroll = tab.page.locator("letta-chat .scroll")
    for _ in range(4):  # back through several pages, as with a wheel
        moved = scroll.evaluate(BACK)
        assert moved["older"] > 0
        assert max(moved["jumps"]) <= 1
        assert rows(tab).count() <= MOST_ROWS
    scroll.focus()
    tab.page.keyboard.press("Home")
    expect(rows(tab).first).to_contain_text(first)
    assert rows(tab).count() <= MOST_ROWS
    tab.page.locator("letta-chat .end").click()
    expect(rows(tab).last).to_contain_text(last)


def test_what_was_said_long_ago_is_found_and_marked(tab: Tab, long_agent: tuple[Path, str]) -> None:
    _, agent = long_agent
    go(tab, f"#/chat/{agent}")
    tab.page.locator("letta-chat .scroll").focus()
    tab.page.keyboard.press("/")
    expect(tab.page.get_by_role("searchbox")).to_be_focused()
    tab.page.keyboard.type(FAR)
    expect(tab.page.locator("lw-search mark")).to_have_text(FAR)
    expect(tab.page.locator("lw-search .count")).to_have_text("1 of 1")
    found = rows(tab).filter(has_text=FAR)
    expect(found).to_be_in_viewport()
    assert tab.page.evaluate("[...CSS.highlights.get('lw-found')].map(String)") == [FAR]
    tab.page.keyboard.press("Escape")
    expect(tab.page.locator("lw-search")).to_have_count(0)
    expect(tab.page.get_by_label("Message", exact=True)).to_be_focused()
    message_id = found.get_attribute("data-key")
    tab.page.locator("letta-chat .end").click()
    expect(tab.page.locator("letta-chat .end")).to_be_hidden()
    go(tab, f"#/chat/{agent}?at={message_id}")
    expect(found).to_be_focused()
    expect(found).to_be_in_viewport()
    tab.page.locator("letta-chat .end").click()


# Memory


def test_an_edit_of_memory_is_taken_back_and_made_again(fresh: Tab, model: ModelServer) -> None:
    tab = fresh
    model.script(remember("Likes tea."), Say("Noted."), remember("Likes rain."), Say("Noted as well."))
    tab.ask("I like tea.")
    tab.ask("I like rain.")
    chip = tab.page.locator(".memory-chip").first
    chip.locator("summary").first.click()
    expect(chip.locator("ins")).to_have_text("Likes tea.")
    chip.get_by_role("button", name="Undo").click()
    expect(chip.locator("> summary")).to_have_text("Taken back: human")
    assert ("Likes tea." in human(tab), "Likes rain." in human(tab)) == (False, True)
    tab.page.reload()
    tab.ready()
    chip.locator("> summary").click()
    chip.get_by_role("button", name="Redo").click()
    expect(chip.locator("> summary")).to_have_text("Memory updated: human")
    assert ("Likes tea." in human(tab), "Likes rain." in human(tab)) == (True, True)


# Saying it otherwise


def test_what_one_said_is_said_otherwise_and_what_followed_is_kept_in_the_archive(
    fresh: Tab, model: ModelServer
) -> None:
    tab = fresh
    model.script(Say("Hello Ada."), remember("Likes tea."), Say("Tea it is."), Say("Coffee, then."))
    tab.ask("Hello?")
    tab.ask("I like tea.")
    act(tab, "I like tea.", "Edit")
    editor = tab.page.get_by_label("Edit your message")
    expect(editor).to_have_value("I like tea.")
    expect(tab.page.get_by_label("Also take back what was remembered since")).to_be_checked()
    editor.fill("I like coffee.")
    editor.press("Enter")
    tab.see("Coffee, then.", ".message.assistant")
    tab.settle()
    tab.shows(["user: Hello?", "assistant: Hello Ada.", "user: I like coffee.", "assistant: Coffee, then."])
    assert human(tab) == "Name: Ada"
    query = f"v1/conversations/?agent_id={here(tab)}&archive_status=archived"
    [kept] = tab.call("GET", query)
    assert kept["summary"] == "I like tea."


def test_another_answer_takes_the_place_of_one(fresh: Tab, model: ModelServer) -> None:
    tab = fresh
    model.script(Say("Seven."), Say("Eight."))
    tab.ask("A number?")
    act(tab, "Seven.", "Answer again")
    tab.see("Eight.", ".message.assistant")
    tab.settle()
    tab.shows(["user: A number?", "assistant: Eight."])
    assert [m["content"] for m in model.requests[-1].json["messages"] if m["role"] == "assistant"] == []


def test_a_fork_begins_with_what_was_said_and_goes_on_by_itself(fresh: Tab, model: ModelServer) -> None:
    tab = fresh
    model.script(Say("One."), Say("Two."), Say("Another two."))
    tab.ask("First?")
    tab.ask("Second?")
    act(tab, "One.", "Fork from here")
    tab.page.wait_for_url("**/conv-*")
    expect(tab.page.locator("letta-chat .message")).to_have_count(2)
    tab.ask("Second, here?")
    beginning = ["user: First?", "assistant: One."]
    tab.shows([*beginning, "user: Second, here?", "assistant: Another two."])
    go(tab, f"#/chat/{here(tab)}")
    tab.see("Two.", ".message.assistant")
    tab.shows([*beginning, "user: Second?", "assistant: Two."])


# Words that are waited for


def test_an_edit_that_waits_shows_what_it_would_change_and_a_no_tells_why(
    fresh: Tab, model: ModelServer
) -> None:
    tab = fresh
    path = f"v1/agents/{here(tab)}/tools/approval/memory_insert?requires_approval=true"
    tab.call("PATCH", path, {"requires_approval": True})
    model.script(remember("Likes tea."), Say("As you wish."))
    tab.say("I like tea.")
    asks = tab.page.locator(".message.asks")
    expect(asks.locator(".diff ins")).to_have_text("Likes tea.")
    expect(asks.locator("td")).to_have_text(["human", "Likes tea."])
    asks.get_by_label("Reason, if you like").fill("That is private.")
    asks.get_by_role("button", name="Don't allow").click()
    tab.see("As you wish.", ".message.assistant")
    tab.settle()
    assert "That is private." in str(model.requests[-1].json["messages"])
    assert human(tab) == "Name: Ada"


def test_several_calls_of_a_step_are_one_line(fresh: Tab, model: ModelServer) -> None:
    tab = fresh
    tab.call("PATCH", f"v1/agents/{here(tab)}", {"parallel_tool_calls": True})
    calls: list[tuple[str, Any]] = [("memory_replace", {"label": f"no {n}"}) for n in range(3)]
    model.script(Say(calls=calls), Say("None of them worked."))
    tab.ask("Try three.")
    summary = tab.page.locator(".aside.many > summary")
    expect(summary).to_have_text("Used 3 tools")
    summary.click()
    expect(tab.page.locator(".aside.failed")).to_have_count(3)  # an open fold draws them in its own time


# Files


def give(tab: Tab, *files: tuple[str, bytes]) -> None:
    if not tab.page.locator("letta-pictures").is_visible():
        tab.page.click(".composer .add")
    given: list[Any] = [{"name": name, "mimeType": "", "buffer": data} for name, data in files]
    tab.page.set_input_files("letta-pictures input[aria-label=Files]", given)


def test_a_small_text_goes_into_the_message_and_a_large_one_into_a_folder(
    fresh: Tab, model: ModelServer
) -> None:
    tab = fresh
    give(tab, ("notes.md", b"# Notes\n\nBuy tea."), ("long.txt", b"A long line. \n" * 2_000))
    listed = tab.page.locator("letta-chat .files li")
    expect(listed).to_have_count(2)
    expect(listed.first).to_contain_text("goes into the message")
    expect(listed.last).to_contain_text("goes into your agent's folder")
    model.script(Say("I read them."))
    tab.say("Read these.")
    tab.see("I read them.", ".message.assistant")
    tab.settle()
    message = tab.page.locator(".message.user").last
    expect(message.locator("p").first).to_have_text("Read these.")
    message.locator("summary").click()
    expect(message.locator("pre")).to_have_text("# Notes\n\nBuy tea.")
    expect(message).to_contain_text("long.txt is in the folder “Given to Companion”")
    told = str(model.requests[-1].json["messages"])
    assert ("Buy tea." in told, "A long line." in told) == (True, True)
    [folder] = tab.call("GET", f"v1/agents/{here(tab)}/folders")
    assert folder["name"] == "Given to Companion"

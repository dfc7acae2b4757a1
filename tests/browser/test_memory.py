"""Memory as a person lives with it: what the agent has in mind, how that came to be, its archive, and its context."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Browser
from tests.browser.tab import Tab

# A person types while somebody else writes: both are on their way before the editor stores anything.
TYPE_WHILE = """([mine, path, theirs]) => {
    const screens = document.querySelector("lw-memory").shadowRoot;
    const cards = screens.querySelector("lw-blocks").shadowRoot.querySelectorAll("lw-block-card");
    const editor = [...cards].map((card) => card.shadowRoot.querySelector("textarea[name=value]")).find(Boolean);
    editor.value = mine;
    editor.dispatchEvent(new InputEvent("input"));
    const headers = { "content-type": "application/json" };
    fetch(path, { method: "PATCH", headers, body: JSON.stringify({ value: theirs }) });
}"""
WRITE_OFTEN = """async ([path, times]) => {
    const headers = { "content-type": "application/json" };
    for (let time = 1; time <= times; time++)
        await lettawasm.fetch(lettawasm.baseURL + path,
            { method: "PATCH", headers, body: JSON.stringify({ value: `Seen ${time} times` }) });
}"""
PANEL_ALONE = """async (agentId) => {
    await import("./screens/memory/panel.js");
    const panel = document.createElement("lw-memory-panel");
    document.body.append(Object.assign(panel, { id: "alone", api: lettawasmApp.api, agentId }));
}"""
# A person is quicker than the first answer: what they choose is chosen before anything was read.
CHOOSE_EARLY = """async ([name, agentId, label, value]) => {
    await import(`./screens/memory/${name}.js`);
    const { api } = lettawasmApp;
    let go;
    const gone = new Promise((resolve) => (go = resolve));
    const slow = { get: async (path) => (await gone, api.get(path)) };
    const part = document.createElement(`lw-${name}`);
    document.body.append(Object.assign(part, { id: "early", app: lettawasmApp, api: slow, agentId }));
    await part.updateComplete;
    const fields = [...part.renderRoot.querySelectorAll("label")];
    const choice = fields.find((field) => field.textContent.includes(label)).querySelector("select");
    choice.append(new Option(value, value)); // the next ones to choose from aren't there yet
    choice.value = value;
    choice.dispatchEvent(new Event("change"));
    await part.updateComplete;
    go();
}"""
DIFFER = """async ([before, after]) => {
    const { diffWords } = await import("./diff.js");
    return diffWords(before, after).map(({ kind, text }) => [kind, text]);
}"""


class Mind:
    """The screen of an agent's memory, and what a person does there."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.page = tab, tab.page
        self.agent = tab.agent_id()

    @property
    def path(self) -> str:
        return f"v1/agents/{self.agent}"

    def hear(self, text: str) -> None:
        """Tell the agent something; it remembers what it should."""
        self.tab.call("POST", f"{self.path}/messages", {"input": text})

    def block(self, label: str) -> Any:
        return self.tab.call("GET", f"{self.path}/core-memory/blocks/{label}")

    def write(self, label: str, value: str) -> None:
        self.tab.call("PATCH", f"{self.path}/core-memory/blocks/{label}", {"value": value})

    def open(self, part: str = "", query: str = "") -> None:
        address = f"#/memory/{self.agent}/{part}{query}"
        self.page.evaluate("address => { location.hash = address; }", address)
        self.page.locator(f"lw-memory [role=tab][aria-selected=true]#{part or 'blocks'}").wait_for()

    def card(self, label: str) -> Locator:
        return self.page.locator(f"lw-blocks .block[data-label={label}]")

    def see(self, text: str, within: str) -> None:
        self.page.locator(within, has_text=text).first.wait_for()

    def undo(self, sentence: str) -> None:
        """What was just said can be taken back."""
        toast = self.page.locator(".toasts .toast", has_text=sentence).last
        toast.get_by_role("button", name="Undo").click()

    def agree(self, to: str) -> None:
        self.page.locator("dialog.question").get_by_role("button", name=to).click()


@pytest.fixture(scope="module")
def profile(lasting: Callable[..., Browser], site_url: str) -> Iterator[Tab]:
    context = lasting().start(viewport={"width": 1280, "height": 900})
    yield Tab(context, site_url).controlled()


@pytest.fixture
def mind(profile: Tab) -> Iterator[Mind]:
    """An agent that knows nothing yet, and is the current one."""
    blocks = [{"label": "human", "value": ""}, {"label": "persona", "value": "I am kind."}]
    body = {"name": "Mnemo", "model": "lettawasm/offline", "memory_blocks": blocks, "tools": ARCHIVING}
    made = profile.call("POST", "v1/agents/", body)
    profile.page.evaluate("id => lettawasmApp.selectAgent(id)", made["id"])
    mind = Mind(profile)
    mind.agent = made["id"]
    mind.open()
    yield mind
    profile.call("DELETE", mind.path)


ARCHIVING = ["archival_memory_insert", "archival_memory_search"]


def test_what_a_person_writes_is_stored_by_itself_and_in_the_panel_too(mind: Mind) -> None:
    card = mind.card("human")
    card.get_by_role("button", name="Edit").click()
    card.locator("textarea[name=value]").fill("Name: Ada\n  two  blanks")
    card.locator(".state", has_text="Saved.").wait_for()
    assert mind.block("human")["value"] == "Name: Ada\n  two  blanks"
    card.get_by_role("button", name="Done").click()
    assert card.locator(".value").inner_text() == "Name: Ada\n  two  blanks"
    mind.hear("I live in London.")
    mind.page.locator("lw-blocks .block.fresh[data-label=human]").wait_for()
    mind.see("Lives in London", "lw-blocks .value")
    mind.page.evaluate("() => { location.hash = '#/chat'; }")
    mind.see("Lives in London", "lw-memory-panel .block[data-label=human] .value")


def test_a_page_without_the_app_shows_the_panel_too(mind: Mind) -> None:
    mind.write("human", "Name: Ada")
    mind.page.evaluate(PANEL_ALONE, mind.agent)
    block = mind.page.locator("#alone .block[data-label=human]")
    block.locator(".value", has_text="Name: Ada").wait_for()
    block.get_by_role("button", name="Edit").click()
    block.locator("textarea").fill("Name: Eve")
    block.get_by_role("button", name="Done").click()
    block.locator(".value", has_text="Name: Eve").wait_for()
    assert mind.block("human")["value"] == "Name: Eve"
    mind.page.evaluate("() => document.querySelector('#alone').remove()")


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ("Keep mine", "Name: Ada\nLikes tea"),
        ("Take the other", "Name: Ada\nLives in London"),
        ("Keep both", "Name: Ada\nLives in London\nLikes tea"),
    ],
)
def test_what_is_written_on_both_sides_is_shown_and_a_person_chooses(
    mind: Mind, choice: str, left: str
) -> None:
    mind.write("human", "Name: Ada")
    card = mind.card("human")
    card.locator(".value", has_text=re.compile(r"^\s*Name: Ada\s*$")).wait_for()
    card.get_by_role("button", name="Edit").click()
    path = f"{mind.path}/core-memory/blocks/human"
    mind.page.evaluate(TYPE_WHILE, ["Name: Ada\nLikes tea", path, "Name: Ada\nLives in London"])
    split = card.locator(".split")
    assert split.locator("ins").inner_text().strip() == "Lives in London"
    assert mind.block("human")["value"] == "Name: Ada\nLives in London"
    split.get_by_role("button", name=choice).click()
    card.locator(".state", has_text="Saved.").wait_for()
    card.get_by_role("button", name="Done").click()
    card.get_by_role("button", name="Edit").wait_for()
    assert mind.block("human")["value"] == left


def test_a_block_is_renamed_bounded_shared_shaped_and_deleted_and_all_is_taken_back(mind: Mind) -> None:
    family = [{"label": "family", "value": "Two cats"}]
    fido = {"name": "Fido", "model": "lettawasm/offline", "memory_blocks": family}
    friend = mind.tab.call("POST", "v1/agents/", fido)
    mind.page.get_by_role("button", name="Use a block of another agent").click()
    options = mind.page.locator("lw-new-block select option")
    mind.page.locator("lw-new-block select").select_option(
        label=options.filter(has_text="Two cats").inner_text()
    )
    mind.page.get_by_role("button", name="Use it").click()
    card = mind.card("family")
    card.locator("summary", has_text="More").click()
    mind.see("Fido", "lw-block-more a")
    card.get_by_label("Name", exact=True).fill("relatives")
    card.get_by_label("Name", exact=True).blur()
    card = mind.card("relatives")
    card.get_by_label("Most characters").fill("3")
    card.get_by_label("Most characters").blur()
    card.locator("lw-block-more .error").wait_for()
    card.get_by_label("Only people may change it").check()
    card.get_by_label("repeats what stands there already").select_option("ask")
    card.get_by_label("Take in another block").select_option(label="persona")
    card.get_by_role("button", name="Take it in").click()
    mind.see("I am kind.", "dialog lw-change ins")
    mind.agree("Do it")
    mind.page.locator("lw-blocks .block[data-label=persona]").wait_for(state="detached")
    changed = mind.block("relatives")
    assert (changed["value"], changed["limit"], changed["read_only"]) == (
        "Two cats\nI am kind.",
        100_000,
        True,
    )
    assert mind.tab.call("GET", f"v1/blocks/{changed['id']}/policy")["repeats"] == "ask"
    mind.undo("relatives is changed.")
    mind.card("persona").wait_for()
    assert mind.block("relatives")["value"] == "Two cats"
    card.get_by_role("button", name="Delete for all").click()
    card.wait_for(state="detached")
    mind.undo("relatives is deleted.")
    card.wait_for()
    assert (
        mind.tab.call("GET", f"v1/agents/{friend['id']}/core-memory/blocks/relatives")["value"] == "Two cats"
    )


def test_the_timeline_tells_what_changed_why_and_what_was_known_and_goes_back(mind: Mind) -> None:
    mind.hear("My name is Ada.")
    mind.hear("I live in London.")
    mind.open("timeline")
    slider = mind.page.get_by_role("slider", name="Moment")
    mind.see("Lives in London", "lw-moment ins")
    for place in range(int(slider.input_value()), 0, -1):
        slider.press("ArrowLeft")
        expect(mind.page.locator("lw-timeline .slider p")).to_have_text(re.compile(f"^{place} of "))
        mind.page.locator("lw-moment .card > *").first.wait_for()
        if mind.page.locator("lw-moment ins").all_inner_texts() == ["Name: Ada"]:
            break
    mind.see("human was changed by the agent", "lw-moment h3")
    mind.see("what you said", "lw-moment dd")
    message = mind.page.get_by_role("link", name="this message").get_attribute("href") or ""
    assert message.startswith(f"#/chat/{mind.agent}?at=message-")
    mind.page.locator("lw-known summary").click()
    mind.see("Name: Ada", "lw-known .value")
    assert mind.page.locator("lw-known .value[data-label=human]").inner_text() == "Name: Ada"
    mind.page.get_by_role("button", name="Bring this back").click()
    mind.undo("human is back.")
    mind.page.get_by_role("button", name="Go back to here with everything").click()
    mind.see("Lives in London", "dialog lw-changes del")
    mind.agree("Go back to here with everything")
    mind.page.locator(".toasts .toast", has_text="Your agent is as it was").wait_for()
    assert mind.block("human")["value"] == "Name: Ada"
    mind.undo("Your agent is as it was")
    mind.page.get_by_role("button", name="A new agent from here").click()
    mind.page.locator(".toasts .toast", has_text="begins where").get_by_role("button", name="Open").click()
    mind.see("Name: Ada", "lw-blocks .block[data-label=human] .value")
    assert mind.block("human")["value"] == "Name: Ada\nLives in London"


def test_any_of_many_versions_is_one_key_away(mind: Mind) -> None:
    human = mind.block("human")["id"]
    mind.page.evaluate(WRITE_OFTEN, [f"/v1/blocks/{human}", 200])
    mind.open("timeline", f"?object={human}")
    slider = mind.page.get_by_role("slider", name="Moment")
    mind.see("201 of 201", "lw-timeline .slider p")
    slider.press("Home")
    mind.see("human was made by you", "lw-moment h3")
    for _ in range(3):
        mind.page.get_by_role("button", name="The next change").click()
    mind.page.locator("lw-moment ins", has_text="3").wait_for()
    mind.page.get_by_label("By whom").select_option("agent")
    mind.see("Nothing has happened here yet.", "lw-timeline .empty")


def test_the_archive_is_searched_tagged_put_right_and_rid_of_doubles(mind: Mind) -> None:
    mind.open("archive")
    mind.see("Nothing here yet", "lw-archive .empty")
    for text, tags in (
        ("Tea at four 🍵 with the Somervilles", "home, tea"),
        ("Cards come from the loom", "work"),
    ):
        mind.page.get_by_role("button", name="Write something into the archive").click()
        mind.page.locator("lw-new-passage textarea").fill(text)
        mind.page.locator("lw-new-passage [name=tags]").fill(tags)
        mind.page.get_by_role("button", name="Add", exact=True).click()
        mind.see(text, "lw-passage .text")
    mind.page.get_by_role("button", name="Write something into the archive").click()
    mind.page.locator("lw-new-passage textarea").fill("Cards come from the loom.")
    mind.page.get_by_role("button", name="Add", exact=True).click()
    mind.see("That is in the archive already.", ".toasts .toast")
    mind.page.get_by_role("searchbox", name="Search").fill("somervilles")
    mind.page.get_by_role("button", name="Find").click()
    assert mind.page.locator("lw-passage mark").first.inner_text() == "Somervilles"
    mind.see("words", "lw-passage footer")
    mind.page.get_by_role("searchbox", name="Search").fill("")
    mind.page.get_by_role("button", name="work 1").click()
    mind.page.locator("lw-passage", has_text="Tea").wait_for(state="detached")
    passage = mind.page.locator("lw-passage", has_text="Cards")
    passage.get_by_role("button", name="Edit").click()
    mind.page.locator("lw-passage textarea").fill("Cards come from Jacquard")
    mind.page.locator("lw-passage [name=tags]").fill("work, history")
    mind.page.get_by_role("button", name="Save").click()
    mind.see("history", "lw-archive .chip")
    mind.page.locator("lw-passage").get_by_role("button", name="Delete").click()
    mind.undo("It is deleted.")
    mind.see("Cards come from Jacquard", "lw-passage .text")
    mind.tab.call("POST", f"{mind.path}/archival-memory", {"text": "cards come from jacquard "})
    mind.page.locator("lw-twins summary").click()
    mind.page.get_by_role("button", name="Keep the oldest").click()
    mind.page.locator("lw-twins summary").wait_for(state="detached")
    texts = [one["text"] for one in mind.tab.call("GET", f"{mind.path}/archival-memory")]
    assert texts == ["Tea at four 🍵 with the Somervilles", "Cards come from Jacquard"]


def test_what_came_from_one_place_is_forgotten_everywhere_once_it_is_meant(mind: Mind) -> None:
    mind.write("human", "Name: Eve")
    mind.hear("I live in London.")
    mind.hear("Save this: the key is under the mat.")
    mind.open("archive")
    mind.see("under the mat", "lw-passage .text")
    mind.page.locator("lw-sources summary").click()
    mind.page.locator("lw-sources [data-source=user] button").click()
    mind.see("can't be undone", "dialog lw-changes .hint")
    mind.see("under the mat", "dialog lw-changes del")
    mind.agree("Forget it for good")
    mind.see("Nothing here yet", "lw-archive .empty")
    assert mind.block("human")["value"].strip() == "Name: Eve"
    mind.open("timeline")
    mind.page.get_by_label("By whom").select_option("agent")
    mind.see("What it said has been forgotten.", "lw-moment .hint")


def test_what_is_chosen_before_anything_is_there_is_what_is_shown(mind: Mind) -> None:
    mind.hear("I live in London.")
    mind.write("human", "Lives in Paris")
    mind.page.evaluate(CHOOSE_EARLY, ["timeline", mind.agent, "By whom", "agent"])
    expect(mind.page.locator("#early nav button")).to_have_text([re.compile("by the agent")])
    mind.see("Lives in London", "#early lw-moment ins")
    mind.page.evaluate("() => document.querySelector('#early').remove()")
    step = mind.tab.call("GET", f"v1/steps/?agent_id={mind.agent}&limit=1")[0]["id"]
    mind.page.evaluate(CHOOSE_EARLY, ["context", mind.agent, "What the model sees", step])
    mind.see("was shown this at", "#early .hint")
    mind.page.evaluate("() => document.querySelector('#early').remove()")


def test_a_large_archive_is_turned_page_by_page(mind: Mind) -> None:
    archive = mind.tab.call("POST", "v1/archives/", {"name": "large"})["id"]
    mind.tab.call("PATCH", f"{mind.path}/archives/attach/{archive}", {})
    texts = [{"text": f"Thing number {number}"} for number in range(1, 1001)]
    mind.tab.call("POST", f"v1/archives/{archive}/passages/batch", {"passages": texts})
    mind.open("archive")
    mind.see("1 to 25 of 1,000", "lw-archive .pager")
    mind.page.get_by_role("button", name="Older").click()
    mind.see("26 to 50 of 1,000", "lw-archive .pager")
    assert mind.page.locator("lw-passage .text").first.inner_text() == "Thing number 975"
    mind.page.get_by_role("button", name="Newer").click()
    mind.see("1 to 25 of 1,000", "lw-archive .pager")
    assert mind.page.locator("lw-passage").count() == 25


def test_what_the_model_sees_is_told_in_parts_for_the_next_message_and_any_step(mind: Mind) -> None:
    mind.hear("My name is Ada.")
    mind.hear("I live in London.")
    mind.open("context")
    mind.page.locator("lw-context .bar i").first.wait_for()
    mind.page.locator("lw-context summary", has_text="In mind").click()
    mind.see("Lives in London", "lw-context pre")
    mind.page.get_by_role("button", name="Compile anew").click()
    mind.see("The prompt is made from memory", ".toasts .toast")
    step = mind.page.locator("lw-context option").nth(4).get_attribute("value")
    mind.open("context", f"?step={step}")
    mind.see("was shown this at", "lw-context .hint")
    shown = " ".join(mind.page.locator("lw-context pre").all_text_contents())
    assert "My name is Ada." in shown
    assert "London" not in shown


def test_tabs_are_walked_with_arrow_keys_and_have_addresses(mind: Mind) -> None:
    selected = "lw-memory [role=tab][aria-selected=true]"
    mind.page.locator(selected).focus()
    for key, name in (
        ("ArrowRight", "timeline"),
        ("End", "context"),
        ("ArrowRight", "blocks"),
        ("ArrowLeft", "context"),
    ):
        mind.page.keyboard.press(key)
        mind.page.locator(f"{selected}#{name}:focus").wait_for()
    assert mind.page.url.endswith(f"#/memory/{mind.agent}/context")
    assert mind.page.locator("lw-memory [role=tab][tabindex='0']").count() == 1
    mind.page.go_back()
    mind.page.locator(f"{selected}#blocks").wait_for()


LONG = " ".join(f"word{number}" for number in range(20_000))


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("", "new", [["come", "new"]]),
        ("I like tea.", "I like green tea.", [["same", "I like "], ["come", "green "], ["same", "tea."]]),
        ("a quick fox", "the slow fox", [["gone", "a quick"], ["come", "the slow"], ["same", " fox"]]),
        ("東京に住む", "大阪に住む", [["gone", "東京"], ["come", "大阪"], ["same", "に住む"]]),
        (f"one\n{LONG}\n", f"two\n{LONG}\n", [["gone", "one"], ["come", "two"], ["same", f"\n{LONG}\n"]]),
    ],
    ids=["nothing", "all", "a word", "two words", "without blanks", "long"],
)
def test_a_difference_is_told_word_by_word(
    profile: Tab, before: str, after: str, pieces: list[list[str]]
) -> None:
    assert profile.page.evaluate(DIFFER, [before, after]) == pieces

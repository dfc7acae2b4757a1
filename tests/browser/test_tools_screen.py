"""The screen of tools: what an agent may use, what waits for a person's word, rules, servers and the web."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab
from tests.canary.search import found
from tests.mcp_server import McpServer
from tests.model_server import ModelServer, Say

SHOUT = '''def shout(text: str, times: int = 1) -> str:
    """Say it loudly. It may be heard far away.

    Args:
        text (str): What to say.
        times (int): How often.
    """
    return " ".join([text.upper() + "!"] * times)
'''
MEASURE = '''import os

def measure() -> str:
    """Measure the token."""
    token = os.environ["TOKEN"]
    return f"{len(token)} characters: {token}"
'''
TOKEN = "kAnArY/7f3Q9zW5"
PASSPHRASE = "a horse, a staple"
# The whole of an answer that isn't an error.
FETCH = """async ([method, path]) => {
    const body = method === "POST" ? JSON.stringify({ format: "json" }) : null;
    const answer = await fetch(path, { method, body, headers: { "content-type": "application/json" } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.text();
}"""
TEA = ("memory_insert", {"label": "human", "new_string": "Likes tea"})
DOG = ("memory_insert", {"label": "human", "new_string": "Has a dog"})


class Tools:
    """The screen, and what a person does there. Each test has an agent of its own, which thinks with `model`."""

    def __init__(self, tab: Tab, model: ModelServer, agent_id: str) -> None:
        self.tab, self.page, self.model, self.agent_id = tab, tab.page, model, agent_id

    @property
    def path(self) -> str:
        return f"v1/agents/{self.agent_id}"

    def open(self, *parts: str) -> None:
        self.page.evaluate("hash => { location.hash = hash; }", "/".join(["#/tools", *parts]))

    def hear(self, text: str, *replies: Say) -> None:
        """Tell the agent something, and how its model answers."""
        self.model.script(*replies)
        self.tab.call("POST", f"{self.path}/messages", {"input": text})

    def settle(self) -> None:
        """Until the agent has ended its turn, which an answer lets go on."""
        reason = (
            f"fetch('{self.path}').then((answer) => answer.json()).then((agent) => agent.last_stop_reason)"
        )
        self.tab.until(f"{reason}.then((reason) => reason === 'end_turn')")

    def row(self, name: str) -> Locator:
        return self.page.locator(f"lw-tool-list li[data-tool={name}]")

    def see(self, text: str, within: str) -> None:
        self.page.locator(within, has_text=text).first.wait_for()

    def agent(self) -> Any:
        return self.tab.call("GET", f"{self.path}?include=agent.tools")

    def value(self, label: str) -> str:
        return str(self.tab.call("GET", f"{self.path}/core-memory/blocks/{label}")["value"])

    def told(self) -> dict[str, bytes]:
        """All that could tell a tool's secret: answers, exports, and the page as it stands."""
        lists = "agents tools vault vault/entries runs steps messages memory/operations memory/versions"
        rest = ["?include=agent.secrets", "/messages", "/export", "/context"]
        asked = [
            ("GET", path) for path in (*(f"v1/{n}" for n in lists.split()), *(self.path + r for r in rest))
        ]
        asked += [("POST", "v1/backup"), ("POST", f"{self.path}/backup")]
        answers = {f"{method} {path}": self.page.evaluate(FETCH, [method, path]) for method, path in asked}
        answers["page"] = self.page.locator("body").aria_snapshot()
        return {name: text.encode() for name, text in answers.items()}

    def agree(self) -> None:
        self.page.locator("dialog.question .danger").click()


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser],
    site_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    model: ModelServer,
) -> Iterator[Tab]:
    site = Site(tmp_path_factory.mktemp("site") / "site")
    tab = Tab(lasting().start(viewport={"width": 1280, "height": 900}), site.url).controlled()
    tab.think_with(model.url)
    yield tab
    site.go_away()


@pytest.fixture
def tools(tab: Tab, model: ModelServer) -> Iterator[Tools]:
    body = {"name": "Bo", "model": "test/tiny", "memory_blocks": [{"label": "human", "value": "Name: Ada"}]}
    made = tab.call("POST", "v1/agents/", body)
    tab.page.evaluate("id => lettawasmApp.selectAgent(id)", made["id"])
    yield Tools(tab, model, made["id"])
    tab.call("DELETE", f"v1/agents/{made['id']}")


@pytest.fixture
def shout(tab: Tab) -> Iterator[str]:
    """The id of a tool of one's own."""
    made = tab.call("POST", "v1/tools/", {"source_code": SHOUT})
    yield made["id"]
    tab.call("DELETE", f"v1/tools/{made['id']}")


def test_an_agent_is_given_a_tool_and_asks_before_each_call(tools: Tools, shout: str) -> None:
    tools.open()
    row = tools.row("shout")
    assert row.locator(".about").inner_text() == "Say it loudly."
    assert row.locator("[name=ask]").is_disabled()
    row.locator("[name=may]").click()
    tools.see("Bo may use shout now.", "lw-tool-list .said")
    row.locator("[name=ask]").click()
    tools.see("Bo asks you before each shout.", "lw-tool-list .said")
    agent = tools.agent()
    assert "shout" in [tool["name"] for tool in agent["tools"]]
    assert {"shout"} == {
        rule["tool_name"] for rule in agent["tool_rules"] if rule["type"] == "requires_approval"
    }
    tools.page.get_by_label("Find a tool").fill("loudly")
    assert tools.page.locator("lw-tool-list li").count() == 1
    row.locator("[name=may]").click()
    tools.see("Bo no longer has shout.", "lw-tool-list .said")
    assert "shout" not in [tool["name"] for tool in tools.agent()["tools"]]


def test_what_waits_is_seen_and_answered_in_place(tools: Tools) -> None:
    tools.tab.call("PATCH", f"{tools.path}/tools/approval/memory_insert", {"requires_approval": True})
    tools.hear("I like tea", Say("May I write that down?", calls=[TEA]))
    tools.open()
    card = tools.page.locator("lw-waiting article")
    card.wait_for()
    assert card.locator("blockquote").inner_text() == "May I write that down?"
    assert card.locator("ins").inner_text().strip() == "Likes tea"
    assert '"new_string": "Likes tea"' in str(card.locator("pre").text_content())
    tools.page.locator(".screens .badge", has_text="1").wait_for()
    tools.model.script(Say("Noted."))
    card.get_by_role("button", name="Allow").click()
    card.wait_for(state="detached")
    tools.page.locator(".screens .badge").wait_for(state="hidden")
    tools.settle()
    assert tools.value("human") == "Name: Ada\nLikes tea"


def test_calls_that_wait_together_are_answered_together(tools: Tools) -> None:
    tools.tab.call("PATCH", f"{tools.path}/tools/approval/memory_insert", {"requires_approval": True})
    tools.tab.call("PATCH", tools.path, {"model_settings": {"parallel_tool_calls": True}})
    tools.hear("Two things", Say(calls=[TEA, DOG]))
    tools.open()
    first, second = (tools.page.locator("lw-waiting .call").nth(place) for place in (0, 1))
    first.get_by_role("button", name="Allow").click()
    tools.see("once you have said something about the others", "lw-waiting .call")
    assert tools.value("human") == "Name: Ada"
    tools.model.script(Say("One of two."))
    second.locator("[name=reason]").fill("It is a cat")
    second.get_by_role("button", name="Refuse").click()
    tools.page.locator("lw-waiting .call").first.wait_for(state="detached")
    tools.settle()
    assert tools.value("human") == "Name: Ada\nLikes tea"
    assert "It is a cat" in str(tools.model.requests[-1].json["messages"])


def test_a_tool_is_read_tried_and_told_of(tools: Tools, shout: str) -> None:
    tools.tab.call("PATCH", f"{tools.path}/tools/attach/{shout}", {})
    tools.hear(
        "Shout", Say(calls=[("shout", {"text": "tea"})]), Say(calls=[("shout", {"times": 1})]), Say("Did.")
    )
    tools.open()
    tools.see("used 2 times lately", "lw-tool-list li[data-tool=shout]")
    tools.row("shout").locator("a.name").click()
    tools.see("How often. If left out: 1.", "lw-tool dd")
    tools.page.locator("lw-tool-trial summary").click()
    tools.page.locator("lw-tool-trial [name=text]").fill("coffee")
    tools.page.locator("lw-tool-trial [name=times]").fill("2")
    tools.page.locator("lw-tool-trial").get_by_role("button", name="Run").click()
    tools.see("COFFEE! COFFEE!", "lw-tool-trial .value")
    tools.see("TEA!", "lw-tool-uses li")
    tools.page.locator("lw-tool-uses").get_by_label("Failures only").click()
    tools.page.locator("lw-tool-uses li", has_text="TEA!").wait_for(state="detached")
    tools.page.locator("lw-tool-uses li").first.click()
    tools.see("See the whole run", "lw-tool-uses a")


def test_a_person_grants_hosts_and_secrets(tools: Tools, shout: str) -> None:
    tools.open("tool", shout)
    grants = tools.page.locator("lw-tool-grants")
    grants.get_by_role("button", name="+ Secret").click()
    grants.locator("[name=variables]").fill("API_KEY")
    grants.locator("[name=variables_more]").fill("api.example.com")
    give = grants.get_by_role("button", name="Grant this and nothing else")
    give.click()
    tools.see("none of the hosts", "lw-tool-grants .error")
    grants.get_by_role("button", name="+ Host").click()
    grants.locator("[name=hosts]").fill("api.example.com")
    grants.locator("[name=hosts_more]").fill("get")
    give.click()
    tools.see("Granted.", "lw-tool-grants .said")
    told = tools.tab.call("GET", f"v1/tools/{shout}/grants")
    assert told["hosts"] == [{"host": "https://api.example.com", "methods": ["GET"]}]
    assert told["variables"] == [{"name": "API_KEY", "hosts": ["https://api.example.com"]}]
    tools.tab.call("PATCH", f"v1/tools/{shout}", {"source_code": SHOUT.replace("loudly", "very loudly")})
    tools.see("The source has changed", "lw-tool-grants .error")


@pytest.fixture
def measure(tools: Tools) -> Iterator[Locator]:
    """The values of a tool that the agent holds, with a secret granted to it; there is no vault yet."""
    tool = tools.tab.call("POST", "v1/tools/", {"source_code": MEASURE})["id"]
    tools.tab.call("PUT", f"v1/tools/{tool}/grants", {"variables": [{"name": "TOKEN"}]})
    tools.tab.call("PATCH", f"{tools.path}/tools/attach/{tool}", {})
    tools.open("tool", tool)
    tools.page.locator("lw-tool-trial summary").click()
    yield tools.page.locator("lw-tool-secrets")
    tools.tab.call("DELETE", f"v1/tools/{tool}")
    tools.tab.call("DELETE", "v1/vault")


def value_of(measure: Locator) -> Locator:
    return measure.get_by_role("textbox", name="Value of TOKEN")


def run_measure(tools: Tools, told: str) -> None:
    tools.page.locator("lw-tool-trial").get_by_role("button", name="Run").click()
    tools.see(told, "lw-tool-trial .result")


def test_a_secret_is_given_a_value_that_its_tool_sees_and_nobody_is_told(
    tools: Tools, measure: Locator
) -> None:
    tools.see("No value yet", "lw-tool-secrets li")
    run_measure(tools, "KeyError")
    value_of(measure).fill(TOKEN)
    measure.get_by_role("button", name="Save the value of TOKEN").click()
    tools.see("It has a value, in memory for this session.", "lw-tool-secrets li")
    assert value_of(measure).input_value() == ""
    run_measure(tools, f"{len(TOKEN)} characters: [secret TOKEN]")
    tools.hear("Measure it", Say(calls=[("measure", {})]), Say("Done."))
    assert f"{len(TOKEN)} characters: [secret TOKEN]" in str(tools.model.requests[-1].json["messages"])
    told = tools.told()
    assert b"[secret TOKEN]" in told["page"] and b"[secret TOKEN]" in told[f"GET {tools.path}/export"]
    assert {name: hits for name, text in told.items() if (hits := found(TOKEN, text))} == {}


def test_a_new_vault_takes_in_what_was_for_the_session_and_its_tool_waits_for_it(
    tools: Tools, measure: Locator
) -> None:
    value_of(measure).fill(TOKEN)
    value_of(measure).press("Enter")
    tools.see("TOKEN has a value now.", "lw-tool-secrets .said")
    measure.locator("summary").click()
    for name in ("new", "again"):
        measure.locator(f"[name={name}]").fill(PASSPHRASE)
    measure.get_by_role("button", name="Make a vault").click()
    tools.see("It has a value, in the vault.", "lw-tool-secrets li")
    tools.tab.call("POST", "v1/vault/lock", {})
    measure.get_by_label("Passphrase").wait_for()
    run_measure(tools, "The vault is locked.")
    value_of(measure).fill(f"{TOKEN}!")  # as long as nobody unlocks it
    value_of(measure).press("Enter")
    tools.see("in memory for this session", "lw-tool-secrets li")
    run_measure(tools, f"{len(TOKEN) + 1} characters: [secret TOKEN]")
    measure.get_by_label("Passphrase").fill(PASSPHRASE)
    measure.get_by_label("Passphrase").press("Enter")
    measure.get_by_role("button", name="Keep the value of TOKEN in the vault").click()
    tools.see("It has a value, in the vault.", "lw-tool-secrets li")
    run_measure(tools, f"{len(TOKEN) + 1} characters: [secret TOKEN]")
    measure.get_by_role("button", name="Remove the value of TOKEN").click()
    tools.see("No value yet", "lw-tool-secrets li")
    assert "tool" not in {entry["kind"] for entry in tools.tab.call("GET", "v1/vault/entries")}
    run_measure(tools, "KeyError")


def test_a_value_for_one_host_is_only_a_word_to_the_code(tools: Tools, measure: Locator) -> None:
    host = {"host": "https://api.example.com"}
    bound = {"hosts": [host], "variables": [{"name": "TOKEN", "hosts": [host["host"]]}]}
    tools.tab.call("POST", "v1/vault", {"passphrase": PASSPHRASE})
    tool = tools.tab.call("GET", "v1/tools/?name=measure")[0]["id"]
    tools.tab.call("PUT", f"v1/tools/{tool}/grants", bound)
    tools.page.locator("lw-tool-grants [name=hosts]").wait_for()
    value_of(measure).fill(TOKEN)
    value_of(measure).press("Enter")
    tools.see("It has a value, in the vault. For https://api.example.com only.", "lw-tool-secrets li")
    run_measure(tools, "characters: secret-")


def test_rules_are_added_and_removed_as_sentences(tools: Tools) -> None:
    tools.open("rules")
    form = tools.page.locator("lw-tool-rules form")
    form.locator("[name=type]").select_option("max_count_per_step")
    form.locator("[name=tool]").select_option("memory_insert")
    form.locator("[name=count]").fill("2")
    form.get_by_role("button", name="Add the rule").click()
    tools.see("memory_insert runs at most 2 times in a turn.", "lw-tool-rules li")
    form.locator("[name=type]").select_option("constrain_child_tools")
    form.get_by_role("checkbox", name="memory_replace").check()
    form.get_by_role("button", name="Add the rule").click()
    tools.see("comes memory_replace.", "lw-tool-rules li")
    [count] = [rule for rule in tools.agent()["tool_rules"] if rule["type"] == "max_count_per_step"]
    assert (count["tool_name"], count["max_count_limit"]) == ("memory_insert", 2)
    tools.page.get_by_label("Remove: memory_insert runs at most 2 times in a turn.").click()
    tools.see("The rule is gone.", "lw-tool-rules .said")
    assert "max_count_per_step" not in [rule["type"] for rule in tools.agent()["tool_rules"]]


def test_a_server_lends_its_tools(tools: Tools) -> None:
    with McpServer() as server:
        tools.open("servers")
        form = tools.page.locator("lw-mcp-servers form.new")
        form.locator("[name=called]").fill("out")
        form.locator("[name=url]").fill(server.url)
        form.locator("[name=token]").fill("sesame")
        form.get_by_role("button", name="Add").click()
        tools.see("out offers 2 tools.", "lw-mcp-servers .said")
        assert server.asked[-1][2]["authorization"] == "Bearer sesame"
        tools.page.get_by_label("Bo may use weather").click()
        tools.see("Bo may use weather now.", "lw-mcp-servers .said")
        server.tools = server.tools[:1]
        article = tools.page.locator("lw-mcp-servers article")
        article.get_by_role("button", name="Check").click()
        tools.see("Gone: math_sum.", "lw-mcp-servers .said")
        article.get_by_role("button", name="Remove").click()
        tools.agree()
        tools.see("out is removed.", "lw-mcp-servers .said")
    assert "weather" not in [tool["name"] for tool in tools.agent()["tools"]]


def test_the_way_to_the_web_is_chosen(tools: Tools) -> None:
    tools.open("web")
    tools.page.get_by_label("Bo may search").click()
    tools.see("Saved.", "lw-web-access .said")
    form = tools.page.locator("lw-web-access form")
    form.locator("[name=service]").select_option("searxng")
    form.locator("[name=search_url]").fill("https://search.example")
    form.locator("[name=search_key]").fill("open-sesame")
    form.get_by_role("button", name="Save").click()
    tools.page.locator("lw-web-access [name=search_key][placeholder^='It has one']").wait_for()
    told = tools.tab.call("GET", "v1/web-access")
    assert (told["search_service"], told["search_url"], told["has_search_key"]) == (
        "searxng", "https://search.example", True,
    )  # fmt: skip
    assert "web_search" in [tool["name"] for tool in tools.agent()["tools"]]
    form.get_by_label("Your Worker asks it").click()
    form.locator("[name=worker_url]").fill("https://worker.example/v1")
    form.get_by_role("button", name="Save").click()
    tools.page.locator("lw-web-access [name=search_key]:not([placeholder^='It has one'])").wait_for()
    told = tools.tab.call("GET", "v1/web-access")
    assert (told["search_by_worker"], told["has_search_key"]) == (
        True,
        False,
    )  # the key was not for the Worker
    form.locator("[name=service]").select_option("worker")
    form.locator("[name=search_key]").wait_for(state="hidden")


def test_a_tool_of_ones_own_is_deleted(tools: Tools, tab: Tab) -> None:
    made = tab.call("POST", "v1/tools/", {"source_code": SHOUT.replace("shout", "holler")})
    tools.open("tool", made["id"])
    tools.page.get_by_role("button", name="Delete this tool").click()
    tools.agree()
    tools.see("holler is deleted.", ".toasts")
    tools.page.locator("lw-tool-list li").first.wait_for()
    assert tools.row("holler").count() == 0

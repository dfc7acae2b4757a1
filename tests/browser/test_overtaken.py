"""Answers may come in another order than the questions were asked: the later question is the one that counts."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import Browser
from tests.browser.tab import Tab

# Two questions at once, of which the second one is answered first.
LISTS = """async () => {
    const { App } = await import("./shell/app_object.js");
    const answers = [];
    const app = new App({ get: () => new Promise((resolve) => answers.push(resolve)) }, null);
    const [first, second] = [app.listAgents(), app.listAgents()];
    answers[1]([{ id: "new" }]);
    answers[0]([{ id: "old" }]);
    await Promise.all([first, second]);
    return app.agents.map(({ id }) => id);
}"""
# What was read is of the time before the draft was stored, but arrives after it.
DRAFT = """async () => {
    const { Draft } = await import("./screens/memory/draft.js");
    let stored = "before";
    let arrive;
    const held = new Promise((resolve) => (arrive = resolve));
    const reads = [() => held.then(() => "before"), async () => stored];
    const draft = new Draft("before", {
        read: () => reads.shift()(),
        write: async (value) => (stored = value),
    }, () => {});
    const looked = draft.look();
    draft.write("mine");
    await draft.store();
    arrive();
    await looked;
    return [draft.text, stored, draft.state];
}"""
# Something goes wrong, or is done, while something older is still under way.
WORKS = """async ([tag, module, work, fails]) => {
    await import(`./screens/${module}.js`);
    const element = document.createElement(tag);
    element.app = lettawasmApp;
    let end;
    const older = element[work](() => new Promise((resolve) => (end = () => resolve("older"))));
    await element[work](async () => {
        if (fails) throw new Error("newer");
        return "newer";
    });
    end();
    await older;
    return fails ? element.problem : element.said;
}"""
RULES = """async () => {
    const rules = document.querySelector("lw-tools").renderRoot.querySelector("lw-tool-rules");
    const form = rules.renderRoot.querySelector("form");
    for (const name of ["memory_insert", "memory_replace"]) {
        form.elements.tool.value = name;
        form.requestSubmit();
    }
}"""
MANNER = """() => {
    const thinking = document.querySelector("lw-models").renderRoot.querySelector("lw-thinking");
    const manner = thinking.renderRoot.querySelector("lw-manner");
    for (const detail of [{ temperature: 0.25 }, { context_window: 9000 }])
        manner.dispatchEvent(new CustomEvent("config", { detail }));
}"""

# A part whose code is here is asked for while the code of another one is still on its way.
PARTS = """async () => {
    const models = document.querySelector("lw-models");
    const goes = async (name) => {
        models.route = [name];
        await models.updateComplete;
    };
    await goes("trial");
    await goes("keys");
    for (const part of ["trial", "vault"]) await import(`./screens/models/${part}.js`);
    await new Promise((resolve) => setTimeout(resolve)); // whoever waited for them has had its turn
    return models.shown;
}"""
# The calls that wait are counted twice at once, and the second answer comes first.
BADGE = """async () => {
    const { api } = lettawasmApp;
    const { get } = api;
    const answers = [];
    api.get = (path) =>
        path.startsWith("/v1/approvals") ? new Promise((resolve) => answers.push(resolve)) : get.call(api, path);
    for (const _ of [1, 2]) lettawasmApp.dispatchEvent(new CustomEvent("changed", { detail: { path: "" } }));
    api.get = get;
    const badge = document.querySelector(".screens .badge");
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    answers[1]([{ calls: [{}, {}] }]);
    await turn();
    const shown = badge.textContent;
    answers[0]([]);
    await turn();
    return [shown, badge.textContent, badge.hidden];
}"""
# A view that names agents, and one that gets another name.
NAMES = """async () => {
    const [{ View }, { App }] = await Promise.all([import("./screens/view.js"), import("./shell/app_object.js")]);
    let name = "Ada";
    const app = new App({ get: async () => [{ id: "agent-1", name }] }, null);
    await app.listAgents();
    class Names extends View {
        render() {
            return this.app.agents.map(({ name }) => name).join();
        }
    }
    customElements.define("names-of-agents", Names);
    const view = Object.assign(document.createElement("names-of-agents"), { app });
    document.body.append(view);
    await view.refresh();
    await view.updateComplete;
    const before = view.shadowRoot.textContent;
    name = "Grace";
    await app.listAgents();
    await view.updateComplete;
    view.remove();
    return [before, view.shadowRoot.textContent];
}"""
# Another agent's memory is asked for, and doesn't come.
OTHERS = """async (id) => {
    const memory = document.querySelector("lw-memory");
    const { api } = lettawasmApp;
    const { get } = api;
    const cards = () => memory.shadowRoot.querySelector("lw-blocks")?.shadowRoot.querySelectorAll("lw-block-card");
    const shown = () => cards().length;
    const before = shown();
    api.get = () => new Promise(() => {});
    memory.route = [id];
    await memory.updateComplete;
    const after = shown();
    api.get = get;
    return [before, after];
}"""


@pytest.fixture(scope="module")
def tab(lasting: Callable[..., Browser], site_url: str) -> Iterator[Tab]:
    yield Tab(lasting().start(), site_url).controlled()


def test_the_newest_list_of_agents_stays(tab: Tab) -> None:
    assert tab.page.evaluate(LISTS) == ["new"]


def test_what_was_just_stored_is_not_taken_for_somebody_elses_writing(tab: Tab) -> None:
    assert tab.page.evaluate(DRAFT) == ["mine", "mine", "saved"]


@pytest.mark.parametrize(
    ("tag", "module", "work", "fails"),
    [
        ("lw-blocks", "memory/blocks", "does", True),
        ("lw-tool-rules", "tools/rules", "attempt", True),
        ("lw-tool-rules", "tools/rules", "attempt", False),
    ],
)
def test_what_is_said_is_of_what_was_done_last(
    tab: Tab, tag: str, module: str, work: str, fails: bool
) -> None:
    assert tab.page.evaluate(WORKS, [tag, module, work, fails]) == "newer"


def test_two_rules_that_are_added_at_once_are_both_there(tab: Tab) -> None:
    tab.page.evaluate("location.hash = '#/tools/rules'")
    tab.page.locator("lw-tool-rules form").wait_for()
    tab.page.evaluate(RULES)
    tab.page.locator("lw-tool-rules li").nth(1).wait_for()
    rules = tab.call("GET", f"v1/agents/{tab.agent_id()}")["tool_rules"]
    assert [rule["tool_name"] for rule in rules] == ["memory_insert", "memory_replace"]


def test_two_changes_of_a_models_manner_at_once_are_both_kept(tab: Tab) -> None:
    tab.page.evaluate("location.hash = '#/models'")
    tab.page.locator("lw-thinking lw-manner").wait_for(state="attached")
    tab.page.evaluate(MANNER)
    tab.see("Saved.", "lw-thinking .said")
    config = tab.call("GET", f"v1/agents/{tab.agent_id()}")["llm_config"]
    assert (config["temperature"], config["context_window"]) == (0.25, 9000)


def test_a_part_that_came_late_does_not_take_the_place_of_the_one_that_is_wanted(tab: Tab) -> None:
    tab.page.evaluate("location.hash = '#/models/keys'")
    tab.page.locator("lw-models lw-vault").wait_for(state="attached")
    assert tab.page.evaluate(PARTS) == "keys"
    assert tab.page.locator("lw-models lw-vault").count() == 1


def test_the_newest_count_of_waiting_calls_stays(tab: Tab) -> None:
    assert tab.page.evaluate(BADGE) == ["2", "2", False]


def test_an_agents_new_name_is_shown_wherever_it_is_named(tab: Tab) -> None:
    assert tab.page.evaluate(NAMES) == ["Ada", "Grace"]


def test_what_one_agent_remembers_is_never_shown_as_another_ones(tab: Tab) -> None:
    tab.page.evaluate(f"location.hash = '#/memory/{tab.agent_id()}'")
    tab.page.locator("lw-memory lw-block-card").first.wait_for()
    other = {"name": "Other", "model": "lettawasm/offline", "memory_blocks": []}
    before, after = tab.page.evaluate(OTHERS, tab.call("POST", "v1/agents/", other)["id"])
    assert before > 0
    assert after == 0

"""The table of embeddings: it comes after the first answer, and stays."""

from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab
from tests.browser.test_first_light import fetched

TABLE = "static-128.bin"
FACT = "The spaniel is called Marmalade and is afraid of fireworks."
QUESTION = {"query": "What frightens the dog?", "kinds": ["passage"]}


def test_likeness_is_there_offline_and_no_first_answer_waits_for_it(browser: Browser, site: Site) -> None:
    tab = Tab(browser.start(), site.url).ready()
    assert TABLE not in fetched(tab)
    tab.controlled().call("POST", f"v1/agents/{tab.agent_id()}/archival-memory", {"text": FACT})
    assert texts(tab) == [FACT]
    browser.quit()
    site.go_away()
    assert texts(Tab(browser.start(offline=True), site.url).controlled()) == [FACT]


def texts(tab: Tab) -> list[str]:
    return [hit["text"] for hit in tab.call("POST", "v1/memory/search", QUESTION)["hits"]]

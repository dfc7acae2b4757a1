"""The trial of a model as a person sees it: begun, called off, begun again, and its report kept."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Browser
from tests.browser.connecting import connect, go
from tests.browser.tab import Tab
from tests.model_server import Hang, ModelServer, Say


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser],
    site_url: str,
    model: ModelServer,
) -> Iterator[Tab]:
    """A tab that stays open through all of this file, with the trial of its model in view."""
    browser = lasting()
    tab = Tab(browser.start(), site_url).controlled()
    connect(tab, model.url, "sk-trial")
    tab.see("thinks with custom/tiny", "lw-connections .said")
    go(tab, "models/trial")
    tab.page.wait_for_selector("lw-trial [name=model]")
    yield tab


def test_a_trial_is_called_off_in_the_middle(tab: Tab, model: ModelServer) -> None:
    assert tab.page.input_value("lw-trial [name=model]") == "custom/tiny"
    model.script(Say("An apple."), Hang())
    tab.page.click("lw-trial button:has-text('Start')")
    tab.see("failed: the block human doesn't say 'Ada', 'peanut'", "lw-trial tr")
    tab.see("2 of 24: a date to come …", "lw-trial [aria-live]")
    tab.page.click("lw-trial button:has-text('Stop')")
    tab.see("Called off.", "lw-trial .said")


def test_a_trial_ends_with_a_report_that_can_be_kept(tab: Tab, model: ModelServer, tmp_path: Path) -> None:
    before = tab.call("GET", "/v1/agents/count")
    tab.page.select_option("lw-trial [name=profile]", "small")
    tab.page.click("lw-trial button:has-text('Start')")
    tab.see("not passed", "lw-trial .verdict")
    tab.see("takes no orders from texts", "lw-trial td")
    with tab.page.expect_download() as saved:
        tab.page.click("lw-trial button:has-text('Save as JSON')")
    saved.value.save_as(tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["handle"], len(report["cases"]), report["passed"]) == ("custom/tiny", 24, False)
    assert report["settings"]["profile"] == "small"
    assert "Old messages leave your sight" in model.requests[-1].json["messages"][0]["content"]
    assert saved.value.suggested_filename == "trial-custom-tiny.json"
    assert tab.call("GET", "/v1/agents/count") == before

"""Every view can be used by everybody: axe finds nothing, and nothing is cut off, on a phone or from right to left."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page

import build
from tests.browser.conftest import Browser
from tests.browser.living import live
from tests.browser.tab import Tab
from tests.browser.views import VIEWS, View, show
from tests.model_server import ModelServer

AXE = (build.WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (levels) => {
    const { violations } = await axe.run(document, { runOnly: levels, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, any, all }) =>
        `${id}: ${JSON.stringify(target)} ${[...any, ...all].map(({ message }) => message)[0] ?? ""}`));
}"""
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    return [document.documentElement, ...document.querySelectorAll("main *")]
        .filter((element) => element.scrollWidth > width || document.documentElement.scrollWidth > width)
        .map((element) => element.outerHTML.slice(0, 120));
}"""
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


class Bed(NamedTuple):
    page: Page
    agent: str


@pytest.fixture(scope="module")
def bed(lasting: Callable[..., Browser], site_url: str) -> Iterator[Bed]:
    """A tab with a space that has been lived in, and axe."""
    with ModelServer() as model:
        tab = Tab(lasting().start(reduced_motion="reduce"), site_url).controlled()
        agent = live(tab, model)
        tab.page.evaluate(AXE)
        yield Bed(tab.page, agent)


@pytest.fixture(params=VIEWS, ids=lambda view: view.name, scope="module")
def view(request: pytest.FixtureRequest) -> View:
    found: View = request.param
    return found


def looks(page: Page, size: Any, **media: Any) -> None:
    page.set_viewport_size(size)
    page.emulate_media(**{"color_scheme": "light", "forced_colors": "none", **media})


def test_axe_finds_nothing_on_a_view(bed: Bed, view: View) -> None:
    looks(bed.page, DESKTOP)
    show(bed.page, view, bed.agent)
    assert bed.page.evaluate(RUN, LEVELS) == []
    looks(bed.page, PHONE, color_scheme="dark")
    assert bed.page.evaluate(RUN, LEVELS) == []
    looks(bed.page, PHONE, forced_colors="active")
    assert bed.page.evaluate(RUN, LEVELS) == []


def test_a_view_fits_a_phone(bed: Bed, view: View) -> None:
    looks(bed.page, {"width": 320, "height": 640})
    show(bed.page, view, bed.agent)
    assert bed.page.evaluate(TOO_WIDE) == []
    bed.page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    assert bed.page.evaluate(TOO_WIDE) == []
    bed.page.evaluate("() => { document.documentElement.dir = 'ltr'; }")

"""How soon the page paints on a processor four times slower, and how soon it answers keys while an answer streams in.

Paints are measured against a page of the same looks without any script. Keys are typed into the composer; what is told
is the longest time from a key to the next paint, as the browser itself measures it, beside that of a page at rest.
"""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

import build
from tests.bench.table import Line, Table
from tests.browser.conftest import Site
from tests.browser.tab import Tab
from tests.chromium import FLAGS
from tests.model_server import ModelServer, Say

ROUNDS = 7
SLOWER = 4
TYPED = "the quick brown fox jumps over it"
LONG = "\n\n".join(
    f"**{number}.** A paragraph with `code`, *words* and more words to read." for number in range(700)
)
PAINTED = """async () => {
    for (;;) {
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        if (paint) return paint.startTime;
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
}"""
LISTEN = """() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => {
        for (const { duration, interactionId } of list.getEntries())
            if (interactionId) globalThis.longest = Math.max(globalThis.longest, duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: false });
}"""


def main() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build.build_site()
        site = Site(Path(folder) / "site")
        (site.folder / "plain.html").write_text(plain((site.folder / "index.html").read_text()))
        context = playwright.chromium.launch_persistent_context(
            Path(folder) / "profile", executable_path=build.chromium(), args=list(FLAGS)
        )
        tab = Tab(context, site.url).controlled()
        yield paints(context, site.url)
        with ModelServer() as model:
            yield keys(tab, model)
        context.close()
        site.go_away()


def plain(page: str) -> str:
    """The page without its scripts."""
    return "".join(line for line in page.splitlines(True) if "script" not in line and "preload" not in line)


def paints(context: BrowserContext, url: str) -> Table:
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(first_paint(context, url + "plain.html"))
        ours.append(first_paint(context, url))
    line = Line("the app, later visit", statistics.median(ours), statistics.median(bare), most=1000)
    return Table(f"first paint, processor {SLOWER} times slower, ms", "without scripts", (line,))


def first_paint(context: BrowserContext, url: str) -> float:
    page = context.new_page()
    slow(page)
    page.goto(url, wait_until="commit")
    painted: float = page.evaluate(PAINTED)
    page.close()
    return painted


def slow(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def keys(tab: Tab, model: ModelServer) -> Table:
    tab.think_with(model.url)
    tab.page.evaluate(LISTEN)
    tab.page.focus("letta-chat textarea")
    idle = longest(tab)
    model.script(*[Say(LONG)] * ROUNDS)
    streaming = []
    for _ in range(ROUNDS):
        tab.page.fill("letta-chat textarea", "Tell me everything.")
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_selector(".log[aria-busy=true]", state="attached")
        streaming.append(longest(tab))
        tab.page.fill("letta-chat textarea", "")
        tab.settle()
    line = Line("while 50 kB stream in", statistics.median(streaming), idle, most=100)
    return Table("longest time from a key to the next paint, ms", "at rest", (line,))


def longest(tab: Tab) -> float:
    tab.page.evaluate("() => { globalThis.longest = 0; }")
    tab.page.keyboard.type(TYPED, delay=25)
    found: float = tab.page.evaluate("() => globalThis.longest")
    return found

"""How soon the page paints on a processor four times slower, opens a long conversation, and answers keys meanwhile.

Paints are measured against a page of the same looks without any script. A conversation is opened for the first time in
its page, from the change of the address to the paint of its newest message. Keys are typed into the composer while an
answer streams in; what is told is the longest time from a key to the next paint, as the browser itself measures it,
beside that of a page at rest.
"""

import statistics
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

import build
from tests.bench.seed import Seed
from tests.bench.table import Line, Table
from tests.browser.conftest import Site
from tests.browser.seeded import bring
from tests.browser.tab import Tab
from tests.chromium import FLAGS
from tests.model_server import ModelServer, Say

ROUNDS = 7
SIZES = (20, 10_000)
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
OPENED = """async ([agentId, newest]) => {
    const chat = document.querySelector("letta-chat");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isShown = () => {
        const rows = [...chat.shadowRoot.querySelector("lw-log").shadowRoot.querySelectorAll(".message")];
        return chat.conversation.agentId === agentId && rows.at(-1)?.innerText.includes(newest);
    };
    const started = performance.now();
    location.hash = `#/chat/${agentId}`;
    while (!isShown()) {
        await frame();
        if (performance.now() - started > 60_000) throw new Error("It was never opened");
    }
    await frame();
    return performance.now() - started;
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
        agents = seeded(Path(folder) / "space.db")
        bring(context, site.url, Path(folder) / "space.db")
        tab = Tab(context, site.url).controlled()
        yield paints(context, site.url)
        yield openings(context, site.url, agents)
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


def seeded(path: Path) -> list[str]:
    """An agent that a page begins with, and one for each of SIZES, with so many messages."""
    with ThreadPoolExecutor(1) as apart:  # from Playwright's event loop
        return apart.submit(fill, path).result()


def fill(path: Path) -> list[str]:
    seed = Seed(path)
    agents = [seed.agent(messages=many, in_context=20) for many in (1, *SIZES)]
    seed.close()
    return agents


def openings(context: BrowserContext, url: str, agents: list[str]) -> Table:
    first, *others = agents
    took: dict[str, list[float]] = {agent: [] for agent in others}
    for _ in range(ROUNDS):
        tab = Tab(context, f"{url}#/chat/{first}").controlled()
        opened(tab, first)
        for agent in others:
            took[agent].append(opened(tab, agent))
        opened(tab, first)  # what the next page begins with
        tab.page.close()
    short, long = (statistics.median(times) for times in took.values())
    line = Line(f"{SIZES[1]:,} messages", long, short, most=1000)
    return Table("opening a conversation, ms", f"{SIZES[0]} messages", (line,))


def opened(tab: Tab, agent: str) -> float:
    newest = tab.call("GET", f"v1/agents/{agent}/messages?limit=1&order=desc")[0]["content"][:40]
    took: float = tab.page.evaluate(OPENED, [agent, newest])
    return took


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
        tab.call("PATCH", f"v1/agents/{tab.agent_id()}/reset-messages", {})  # it fits once into the window
        tab.page.fill("letta-chat textarea", "Tell me everything.")
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_selector(".log[aria-busy=true]", state="attached")
        streaming.append(longest(tab))
        tab.page.fill("letta-chat textarea", "")
        tab.settle()
        assert tab.history()[-1] == ("assistant", LONG)
    line = Line("while 50 kB stream in", statistics.median(streaming), idle, most=100)
    return Table("longest time from a key to the next paint, ms", "at rest", (line,))


def longest(tab: Tab) -> float:
    tab.page.evaluate("() => { globalThis.longest = 0; }")
    tab.page.keyboard.type(TYPED, delay=25)
    found: float = tab.page.evaluate("() => globalThis.longest")
    return found

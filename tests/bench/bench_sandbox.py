"""What a call costs in the sandbox: in a cell that is warm, in one that is ready, and with the opening of one. The
yardstick lets the same Pyodide run the same source when JavaScript calls it, without a sandbox around.
"""

import asyncio
import json
import statistics
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from playwright.async_api import async_playwright

import build
from lettawasm.hosts.node_program import Program, keep
from lettawasm.hosts.node_sandbox import NodeCell
from lettawasm.ports import Job
from lettawasm.sandbox import wire
from tests.bench.table import Line, Table
from tests.chromium import FLAGS

SCRIPT = Path(__file__).with_name("cells.js").read_text()
BUDGET = 15.0  # ms
CALLS, OPENED = 40, 5
JOB = Job("python", "def add(a: int, b: int) -> int:\n    return a + b", "add", {"a": 1, "b": 2})
BARE = f"""
import json
from js import eval
def bare(text):
    namespace = {{}}
    exec({JOB.source!r}, namespace)
    return json.dumps(namespace["add"](**json.loads(text)))
eval('''(bare) => {{
    const begun = performance.now();
    for (let n = 0; n < 100; n++) bare('{{"a": 1, "b": 2}}');
    return (performance.now() - begun) / 100;
}}''')(bare)
"""
TEXTS = [wire.job_text(number, JOB) for number in range(CALLS)]
TEXTS.append(wire.job_text(CALLS, Job("python", BARE, "", {})))
IN_PAGE = """async (texts) => {
    const begun = performance.now();
    const number = cells.open();
    await cells.next(number);
    const took = [performance.now() - begun];
    let said;
    for (const text of texts) {
        const begun = performance.now();
        cells.send([number, text]);
        said = await cells.next(number);
        took.push(performance.now() - begun);
    }
    cells.kill(number);
    return [said, took];
}"""
Round = tuple[str, Sequence[float]]  # what the last call said, and the ms of the opening and of each call


def main() -> Iterator[Table]:
    for host, rounds in (("Chromium", chromium()), ("Node", node())):
        yield table(host, asyncio.run(collected(rounds)))


def table(host: str, rounds: list[Round]) -> Table:
    bare = statistics.median(json.loads(said)["how"]["value"] for said, _ in rounds)
    opened = statistics.median(took[0] for _, took in rounds)
    first = statistics.median(took[1] for _, took in rounds)
    warm = statistics.median(ms for _, took in rounds for ms in took[2:-1])
    lines = (
        Line("a call in a warm cell", warm, bare, most=BUDGET),
        Line("the first call in a cell", first, bare, most=BUDGET),
        Line("opening a cell", opened),
    )
    return Table(f"the sandbox in {host}, ms", "Pyodide alone", lines)


async def collected(rounds: AsyncIterator[Round]) -> list[Round]:
    """All but the first, which leaves the memory that the others start from."""
    return [each async for each in rounds][1:]


async def chromium() -> AsyncIterator[Round]:
    with build.SiteServer(build.build_site()) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=build.chromium(), args=[*FLAGS])
            page = await browser.new_page()
            await page.goto(server.url)
            await page.wait_for_selector("body.ready")
            await page.evaluate(SCRIPT)
            for _ in range(OPENED):
                said, took = await page.evaluate(IN_PAGE, TEXTS)
                yield said, took
            await browser.close()
        server.shutdown()


async def node() -> AsyncIterator[Round]:
    for _ in range(OPENED):
        begun = time.perf_counter()
        program = Program.here()
        cell = NodeCell(await program.start())
        if made := await cell.started():
            keep(program.memory, made)
        took, said = [time.perf_counter() - begun], ""
        for text in TEXTS:
            begun = time.perf_counter()
            await cell.send(text)
            said = await cell.receive()
            took.append(time.perf_counter() - begun)
        cell.kill()
        await cell.gone()
        yield said, [1000 * each for each in took]

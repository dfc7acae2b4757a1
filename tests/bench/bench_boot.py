"""From navigation to the first answer of the API: our page against stock Pyodide with the same wheels.

Each visit is a browser's first: the process starts, opens one address, and ends. What it finds is what the
visit before left on disk: our service worker's cache and snapshot, or the HTTP cache for stock Pyodide.
"""

import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import build
from tests.bench.table import Line, Table
from tests.chromium import FLAGS, Chromium
from tests.witness import Witness

ROUNDS = 5
HERE = Path(__file__).parent
Visit = dict[str, float]


def main() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        bed = Bed(Path(folder))
        first, stock_first = bed.visit("ours", "/site/"), bed.visit("stock", STOCK)
        warm, plain, stock = [], [], []
        for _ in range(ROUNDS):
            warm.append(bed.visit("ours", "/site/#forget", restored=True))
            plain.append(bed.visit("ours", "/site/", restored=False))
            stock.append(bed.visit("stock", STOCK))
        bed.close()
    yardstick = median(stock, "answered")
    yield Table(
        "navigation to first answer, ms",
        "stock Pyodide",
        (
            Line("first visit", first["answered"], stock_first["answered"]),
            Line("later visit", median(warm, "answered"), yardstick, most_ratio=0.25),
            Line("later visit, until the page can be used", median(warm, "usable"), yardstick),
            Line("later visit, without its snapshot", median(plain, "answered"), yardstick),
        ),
    )


STOCK = "/tests/bench/boot.stock.html"
SCRIPT = '<script type="module" src="told.js"></script>'


class Bed:
    """Both sites on one server, and a browser profile for each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        copy_site(folder / "site")
        copy_wheels(folder / "wheels")
        (folder / "wheels.json").write_text(json.dumps([path.name for path in (folder / "wheels").iterdir()]))
        self._witness = Witness(folder, build.ROOT, build.WEB)

    def visit(self, whose: str, path: str, restored: bool = False) -> Visit:
        """Open an address in a fresh browser; `restored` is whether a snapshot must have been used."""
        self._witness.said.clear()
        with Chromium([build.chromium(), *FLAGS], self._folder / whose, self._witness.url + path) as browser:
            [told] = self._witness.wait_for(lambda said: said["visited"], patience=60)
            browser.stop()
        assert "error" not in told and told.get("restored", False) == restored, told
        return told

    def close(self) -> None:
        self._witness.close()


def copy_site(site: Path) -> None:
    """The built site, with one module more: it tells the times."""
    with build.alone():
        shutil.copytree(build.SITE, site)
    page = (site / "index.html").read_text()
    (site / "index.html").write_text(page.replace("</head>", f"{SCRIPT}</head>"))
    shutil.copyfile(HERE / "boot.ours.js", site / "told.js")
    names = [path.relative_to(site).as_posix() for path in build.files_below(site)]
    contents = {name: (site / name).read_bytes() for name in sorted(names) if name != "assets.js"}
    (site / "assets.js").write_text(build.assets(contents))


def copy_wheels(folder: Path) -> None:
    """The wheels that our own runtime was made of, and ours."""
    shutil.copytree(build.WHEELS, folder)
    options = "--no-deps --no-build-isolation --no-index -q".split()
    subprocess.run([build.PYTHON, "-m", "pip", "wheel", *options, "-w", folder, build.ROOT], check=True)


def median(visits: list[Visit], what: str) -> float:
    return statistics.median(visit[what] for visit in visits)

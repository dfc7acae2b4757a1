"""What a first visit transfers, compressed once and at leisure, as a static file server would.

The service worker fetches the files of the site once, so a first visit is the whole site. What no first answer
needs comes after it, and has lines of its own; so has what is fetched only when it is used. The budget for lettawasm
itself is the wheel's, in which it is source text; in the site it is bytecode, without its servers.
"""

import gzip
import hashlib
import json
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import build
from tests.bench.table import Line, Table
from web.build.modules import imported

CORE = ("pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", "python_stdlib.zip")
MEMO = build.CACHE / "brotli.json"  # digest → size; the largest settings take a minute

BROTLI = """
const { brotliCompressSync, constants } = require("node:zlib");
const { readFileSync } = require("node:fs");
const size = (path) => {
  const bytes = readFileSync(path);
  const { BROTLI_PARAM_LGWIN: window, BROTLI_PARAM_SIZE_HINT: hint } = constants;
  return brotliCompressSync(bytes, { params: { [window]: 24, [hint]: bytes.length } }).length;
};
console.log(JSON.stringify(JSON.parse(process.argv[1]).map(size)));
"""


def main() -> Iterator[Table]:
    files = build.files_below(build.SITE)
    packed, zipped, whole = Counter[str](), Counter[str](), Counter[str]()
    for path, size in zip(files, brotli_sizes(files), strict=True):
        packed[kind(path)] += size
        zipped[kind(path)] += len(gzip.compress(path.read_bytes(), 9))
        whole[kind(path)] += path.stat().st_size
    bare = sum(brotli_sizes([build.PYODIDE / name for name in CORE]))
    lines = [Line(name, kilo(packed[name]), most=most) for name, most in BUDGETS.items()]
    first = packed.total() - sum(packed[name] for name in AFTERWARDS)
    all_of_it = Line("all of it", kilo(first), kilo(bare), most=8_000)
    afterwards = [Line(name, kilo(packed[name])) for name in AFTERWARDS]
    yield Table("first visit, brotli, kB", "bare Pyodide", (*lines, all_of_it, *afterwards))
    lines = [Line(name, kilo(zipped[name]), kilo(whole[name])) for name in (*BUDGETS, *AFTERWARDS)]
    all_of_it = Line("all of it", kilo(zipped.total()), kilo(whole.total()))
    yield Table("first visit, gzip, kB", "uncompressed", (*lines, all_of_it))
    table, rest = wheel_sizes(build.build_wheel())
    lines = [Line("wheel, but for the table", kilo(rest), kilo(packed["lettawasm"]), 300)]
    lines.append(Line(TABLE, kilo(table), kilo(packed[TABLE])))
    yield Table("lettawasm for pip, kB", "in the site", tuple(lines))


BUDGETS = {
    "Python": None,
    "packages": None,
    "lettawasm": None,
    "JavaScript": 60.0,
    "libraries": None,
    "page": None,
}
TABLE = "table of embeddings, after the first answer"
REST = "what no first answer needs, after it"
VENDORED = "engines and editors, each when first used"
AFTERWARDS = (TABLE, REST, VENDORED)
ENTRIES = ("start.js", "app.js", "host.worker.js", "sw.js")  # with what they import: no answer without them
PAGE = {"index.html", "app.css", "manifest.webmanifest", "icons"}


@cache
def first_modules() -> set[str]:
    files = {path.relative_to(build.SITE).as_posix(): path.read_bytes() for path in build.SITE.rglob("*.js")}
    return {*imported(ENTRIES, files), "words/en/shell.js", "words/en/chat.js"}


def kind(path: Path) -> str:
    name = path.relative_to(build.SITE).as_posix()
    folder = name.split("/")[0]
    if name.startswith(build.ON_DEMAND):
        return VENDORED
    if folder == "lib":
        return "libraries"
    if path.suffix == ".js":
        return "JavaScript" if name in first_modules() else REST
    if path.name == "late.zip" or folder not in {*PAGE, "runtime", "embedding"}:
        return REST
    if path.name == "app.zip":
        return "lettawasm"
    if path.name in ("site.zip", "pydantic_core.so"):
        return "packages"
    if path.parent.name == "runtime":
        return "Python"
    if path.parent.name == "embedding":
        return TABLE
    return "page"


def wheel_sizes(wheel: Path) -> tuple[int, int]:
    """Of the table in a wheel, and of all else."""
    with zipfile.ZipFile(wheel) as archive:
        table = archive.getinfo(build.TABLE.relative_to(build.ROOT).as_posix()).compress_size
    return table, wheel.stat().st_size - table


def brotli_sizes(paths: list[Path]) -> list[int]:
    """Sizes at the highest quality, remembered by content."""
    known: dict[str, int] = json.loads(MEMO.read_text()) if MEMO.exists() else {}
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    new = {digest: path for digest, path in zip(digests, paths, strict=True) if digest not in known}
    if new:
        command = ["node", "-e", BROTLI, json.dumps([str(path) for path in new.values()])]
        sizes = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        known |= dict(zip(new, sizes, strict=True))
        MEMO.write_text(json.dumps(known))
    return [known[digest] for digest in digests]


def kilo(size: int) -> float:
    return size / 1000

"""Runs one of `programs/` in Pyodide: under Node over a disk in memory, or in Chromium over OPFS."""

import json
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.chromium import Chromium
from tests.witness import Witness

ROOT = Path(__file__).parents[2]


def run_in_node(program: str, folder: Path, **options: Any) -> list[Any]:
    """Run a program to its end and return what it reported, in order. Files go to `folder`."""
    options |= {"program": program, "archive": str(pack_source(folder))}
    command = ["node", str(Path(__file__).with_name("bed.node.js")), json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def run_in_chromium(program: str, folder: Path, command: Sequence[str]) -> list[Any]:
    with BrowserBed(folder, command) as bed, bed.start(program):
        [error] = bed.witness.wait_for(lambda said: said["ended"])
        assert error is None, error
        return bed.witness.said["reported"]


class BrowserBed:
    """A server for the beds of one profile, whose browsers come and go."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._profile = folder / "profile"
        self._command = command
        pack_source(folder)
        self.witness = Witness(ROOT, folder)

    def start(self, program: str, **options: Any) -> Chromium:
        options["program"] = program
        page = f"{self.witness.url}/tests/storage/bed.html?options={quote(json.dumps(options))}"
        return Chromium(self._command, self._profile, page)

    def __enter__(self) -> "BrowserBed":
        return self

    def __exit__(self, *_: object) -> None:
        self.witness.close()


def pack_source(folder: Path) -> Path:
    """Zip the Python that programs import."""
    archive = folder / "source.zip"
    with zipfile.ZipFile(archive, "w") as source:
        for package in ("lettawasm", "tests/storage", "tests/bench"):
            for path in sorted((ROOT / package).rglob("*.py")):
                source.write(path, path.relative_to(ROOT))
    return archive

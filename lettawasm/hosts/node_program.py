"""Where Node and Pyodide are on this machine, and how a cell is started there, confined."""

import asyncio
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .. import sandbox
from ..sandbox import CellEnded

PLACE = "LETTAWASM_PYODIDE"
VERSION = "314.0.6"
LONGEST_LINE = 64_000_000  # bytes
OLD = 14 * 86_400  # seconds

_OURS = Path(sandbox.__file__).parent
_PROGRAM, _INSIDE = _OURS / "cell" / "node.mjs", _OURS / "inside"
_FLAGS = (
    "--frozen-intrinsics",
    "--disallow-code-generation-from-strings",  # but in the context of the code that is run
    "--experimental-vm-modules",
    "--max-old-space-size=512",
    "--wasm-lazy-compilation",
    "--no-warnings",
)
_SWITCHING = ("--experimental-wasm-jspi", "--experimental-wasm-stack-switching")  # by the age of Node


@dataclass(frozen=True, slots=True)
class Program:
    """What runs a cell."""

    node: str
    pyodide: Path
    memory: Path  # the file for what Python has in memory once these very programs have started it

    @classmethod
    def here(cls) -> "Program":
        """Raises CellEnded where something is missing."""
        node, pyodide = _node(), _pyodide()
        return cls(node, pyodide, _memory(node, pyodide))

    async def start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=_OURS,
            start_new_session=True,
            limit=LONGEST_LINE,
        )

    def _command(self) -> list[str]:
        known = [str(self.memory)] if self.memory.is_file() else []
        readable = [f"{_OURS}/", f"{self.pyodide}/", *known]
        return [
            *(sys.executable, "-I", "-S", str(Path(__file__).with_name("confine.py"))),
            *(self.node, *_walls(self.node), *_FLAGS, *(f"--allow-fs-read={path}" for path in readable)),
            *(str(_PROGRAM), str(self.pyodide), str(_INSIDE), *known),
        ]


def keep(memory: Path, made: bytes) -> None:
    """Keep it for all later starts. Those that other programs have left go when they are old. Raises OSError."""
    memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in memory.parent.glob("sandbox-*"):
        if time.time() - old.stat().st_mtime > OLD:
            old.unlink(missing_ok=True)
    fresh = memory.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(made)
    fresh.replace(memory)


def _memory(node: str, pyodide: Path) -> Path:
    inputs = [*sorted(_PROGRAM.parent.iterdir()), *sorted(_INSIDE.glob("*.py")), *sorted(pyodide.iterdir())]
    parts = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in inputs]
    key = hashlib.sha256("\n".join([node, *parts]).encode()).hexdigest()[:16]
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "lettawasm" / f"sandbox-{key}"


def _node() -> str:
    if found := shutil.which("node"):
        return os.path.realpath(found)
    raise CellEnded("Custom tools need Node 20 or newer, and there is none on this machine.")


@cache
def _walls(node: str) -> list[str]:
    """What this Node calls its walls. Raises CellEnded if it is too old to have any."""
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = int((re.match(r"v(\d+)", version) or ["", "0"])[1])
    if major < 20:
        raise CellEnded(f"Custom tools need Node 20 or newer, and this is {version.strip()}.")
    known = subprocess.run([node, "--v8-options"], capture_output=True, text=True).stdout
    switching = [flag for flag in _SWITCHING if f"{flag} " in known][:1]
    return ["--permission" if major >= 24 else "--experimental-permission", *switching]


def _pyodide() -> Path:
    """The folder of npm's `pyodide`: where the environment says, or where npm has put it."""
    chosen = os.environ.get(PLACE)
    usual = [Path("node_modules/pyodide"), _OURS.parents[1] / "web" / "node_modules" / "pyodide"]
    for folder in [Path(chosen)] if chosen else usual:
        if (folder / "pyodide.asm.wasm").is_file():
            return folder.resolve()
    raise CellEnded(
        f"Custom tools run in Pyodide, and it isn't here: npm install pyodide@{VERSION}"
        f" in the folder where lettawasm is started, or say in {PLACE} where it is."
    )

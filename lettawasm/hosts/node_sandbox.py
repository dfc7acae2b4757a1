"""The sandbox of CPython: Pyodide under Node, in a process for each cell. See sandbox/cell/node.mjs for its wall."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from .. import sandbox
from ..sandbox import CellEnded, Pool

PLACE = "LETTAWASM_PYODIDE"
VERSION = "314.0.6"
LANGUAGES = frozenset({"python", "javascript"})
LONGEST_LINE = 64_000_000  # bytes

_INSIDE = Path(sandbox.__file__).parent
_FLAGS = (
    "--frozen-intrinsics",
    "--disallow-code-generation-from-strings",  # but in the context of the code that is run
    "--experimental-vm-modules",
    "--max-old-space-size=512",
    "--no-warnings",
)
_SWITCHING = ("--experimental-wasm-jspi", "--experimental-wasm-stack-switching")  # as Node's age has it


class NodeSandbox(Pool):
    """Implements `ports.Sandbox`. Its first cell leaves a memory, from which all others start."""

    def __init__(self) -> None:
        super().__init__(self._cell, LANGUAGES)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._first = asyncio.Lock()

    def close(self) -> None:
        super().close()
        if self._folder:
            self._folder.cleanup()

    async def _cell(self) -> "NodeCell":
        async with self._first:
            if self._folder is None:
                return await self._make_memory()
        return (await NodeCell.open(_memory(self._folder)))[0]

    async def _make_memory(self) -> "NodeCell":
        cell, made = await NodeCell.open(None)
        self._folder = tempfile.TemporaryDirectory(prefix="lettawasm-")
        _memory(self._folder).write_bytes(made)
        return cell


def _memory(folder: tempfile.TemporaryDirectory[str]) -> Path:
    return Path(folder.name) / "memory"


class NodeCell:
    """Implements `sandbox.Cell`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin and process.stdout
        self._process, self._in, self._out = process, process.stdin, process.stdout

    @classmethod
    async def open(cls, memory: Path | None) -> "tuple[NodeCell, bytes]":
        """A cell in which Python has started, and the memory it has left if it was given none."""
        process = await asyncio.create_subprocess_exec(
            *_command(memory),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=_INSIDE,
            start_new_session=True,
            limit=LONGEST_LINE,
        )
        cell = cls(process)
        try:
            size = json.loads(await cell.receive())["memory"]
            return cell, await cell._out.readexactly(size)
        except BaseException:
            cell.kill()
            raise

    async def send(self, text: str) -> None:
        try:
            self._in.write(text.encode() + b"\n")
            await self._in.drain()
        except ConnectionError:
            raise CellEnded from None

    async def receive(self) -> str:
        try:
            line = await self._out.readline()
        except ValueError:  # a line longer than any that is believed
            raise CellEnded from None
        if not line:
            raise CellEnded
        return line.decode("utf-8", "replace")

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()


def _command(memory: Path | None) -> list[str]:
    """Node, confined. Raises CellEnded where it or Pyodide is missing."""
    node, pyodide = _node(), _pyodide()
    readable = [_INSIDE, pyodide, *([memory] if memory else [])]
    return [
        *(sys.executable, "-I", "-S", str(Path(__file__).with_name("confine.py"))),
        *(node, *_flags(node), *_FLAGS),
        *(f"--allow-fs-read={path}{'/' if path.is_dir() else ''}" for path in readable),
        *(str(_INSIDE / "cell" / "node.mjs"), str(pyodide), str(_INSIDE / "inside")),
        *([str(memory)] if memory else []),
    ]


def _node() -> str:
    if found := shutil.which("node"):
        return os.path.realpath(found)
    raise CellEnded("Custom tools need Node 20 or newer, and there is none on this machine.")


@cache
def _flags(node: str) -> list[str]:
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
    usual = [Path("node_modules/pyodide"), _INSIDE.parents[1] / "web" / "node_modules" / "pyodide"]
    for folder in [Path(chosen)] if chosen else usual:
        if (folder / "pyodide.asm.wasm").is_file():
            return folder.resolve()
    raise CellEnded(
        f"Custom tools run in Pyodide, and it isn't here: npm install pyodide@{VERSION}"
        f" in the folder where lettawasm is started, or say in {PLACE} where it is."
    )

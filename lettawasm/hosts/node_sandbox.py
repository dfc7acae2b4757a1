"""The sandbox of CPython: Pyodide under Node, in a process for each cell. See sandbox/cell/node.mjs for its wall."""

import asyncio
import json
from contextlib import suppress

from ..sandbox import CellEnded, Pool
from .node_program import Program, keep

LANGUAGES = frozenset({"python", "javascript"})


class NodeSandbox(Pool):
    """Implements `ports.Sandbox`. The first cell on a machine leaves a memory, from which all others start."""

    def __init__(self) -> None:
        super().__init__(self._cell, LANGUAGES)
        self._cells: list[NodeCell] = []  # that may not be gone yet

    async def aclose(self) -> None:
        """End all cells, and see them gone."""
        await super().aclose()
        for cell in self._cells:
            cell.kill()
            await cell.gone()

    async def _cell(self) -> "NodeCell":
        program = Program.here()
        cell = NodeCell(await program.start())
        self._cells = [cell, *(each for each in self._cells if not each.is_gone())]
        try:
            made = await cell.started()
        except BaseException:
            cell.kill()
            raise
        if made:
            with suppress(OSError):  # the next one starts as slowly
                keep(program.memory, made)
        return cell


class NodeCell:
    """Implements `sandbox.Cell`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin and process.stdout
        self._process, self._in, self._out = process, process.stdin, process.stdout

    async def started(self) -> bytes:
        """Wait for Python. It leaves a memory if it was given none. Raises CellEnded."""
        try:
            said = json.loads(await self.receive())
            if problem := said.get("problem"):  # see confine.py
                raise CellEnded(problem)
            return await self._out.readexactly(said["memory"])
        except asyncio.IncompleteReadError:
            raise CellEnded from None

    async def send(self, text: str) -> None:
        try:
            self._in.write(text.encode() + b"\n")
            await self._in.drain()
        except ConnectionError:
            raise CellEnded from None

    async def receive(self) -> str:
        try:
            line = await self._out.readline()
        except ValueError:  # longer than any that is believed
            raise CellEnded from None
        if not line:
            raise CellEnded
        return line.decode("utf-8", "replace")

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()

    def is_gone(self) -> bool:
        return self._process.returncode is not None

    async def gone(self) -> None:
        await self._process.wait()

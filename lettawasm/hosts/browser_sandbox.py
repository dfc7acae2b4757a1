"""The sandbox of a browser: frames of this tab in origins that are nobody's. See web/site/sandbox/."""

import asyncio
from typing import Any

from pyodide.ffi import JsException, create_proxy

from ..sandbox import CellEnded, Pool


def pool_of(open_cell: Any, languages: frozenset[str]) -> Pool:
    """`open_cell` takes a function that hears, and resolves to an end to send to and to kill."""

    async def opened() -> TabCell:
        cell = TabCell()
        await cell.open(open_cell)
        return cell

    return Pool(opened, languages)


class TabCell:
    """Implements `sandbox.Cell`."""

    def __init__(self) -> None:
        self._texts: asyncio.Queue[str | None] = asyncio.Queue()
        self._is_gone = False
        self._hear = create_proxy(self._heard)
        self._end: Any = None

    async def open(self, open_cell: Any) -> None:
        """Its first text says that Python has started. Raises CellEnded."""
        try:
            self._end = await open_cell(self._hear)
            await self.receive()
        except JsException as error:
            raise CellEnded(f"The sandbox can't be started in this tab: {error.message}") from None
        except BaseException:
            self.kill()
            raise

    async def send(self, text: str) -> None:
        self._end.send(text)

    async def receive(self) -> str:
        text = await self._texts.get()
        if text is None:
            raise CellEnded
        return text

    def kill(self) -> None:
        if self._end:
            self._end.kill()

    def is_gone(self) -> bool:
        return self._is_gone

    def _heard(self, text: Any) -> None:
        """A text, or JavaScript's null when there is no cell any more."""
        is_text = isinstance(text, str)
        self._is_gone = self._is_gone or not is_text
        self._texts.put_nowait(text if is_text else None)

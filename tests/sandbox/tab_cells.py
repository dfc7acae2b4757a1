"""Cells in a tab of Chromium, whose pool is here."""

import asyncio
from pathlib import Path

from playwright.async_api import Page

from lettawasm.sandbox import CellEnded, Pool

SCRIPT = (Path(__file__).parent / "tab_cells.js").read_text()


async def pool_in(page: Page) -> Pool:
    """A sandbox of the frames of `page`, which shows the site."""
    await page.evaluate(SCRIPT)

    async def opened() -> TabCell:
        cell = TabCell(page, await page.evaluate("cells.open()"))
        try:
            await cell.receive()
        except BaseException:
            cell.kill()
            raise
        return cell

    return Pool(opened, frozenset({"python", "javascript"}))


class TabCell:
    """Implements `sandbox.Cell`."""

    def __init__(self, page: Page, number: int) -> None:
        self._page, self._number = page, number
        self._killing: asyncio.Task[None] | None = None

    async def send(self, text: str) -> None:
        await self._page.evaluate("args => cells.send(args)", [self._number, text])

    async def receive(self) -> str:
        text = await self._page.evaluate("number => cells.next(number)", self._number)
        if text is None:
            raise CellEnded
        return str(text)

    def kill(self) -> None:
        self._killing = asyncio.create_task(self._page.evaluate("number => cells.kill(number)", self._number))

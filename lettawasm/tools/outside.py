"""Tools that the world answers, not the space: another server, another agent.

Such a call waits, and nothing waits inside a transaction. So it is made before the transaction that stores what
it returned, and that one finds its outcome here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ..model import ToolCall
from ..schemas.tools import Tool
from .answer import arguments_of
from .context import ToolContext
from .execution import Outcome, execute, failed

Caller = Callable[[Tool, dict[str, Any], ToolContext], Awaitable[Outcome]]
"""Answers the calls of one type of tool. What goes wrong is told in the outcome; nothing is raised."""

STOPPED = "This call was stopped before it was answered. Nobody knows whether it had an effect."


class World:
    """Who answers which tools, outside of the space."""

    def __init__(self) -> None:
        self._callers: dict[str, tuple[Caller, Callable[[], bool]]] = {}

    def add(self, name: str, caller: Caller, when: Callable[[], bool] = lambda: True) -> None:
        """Let `caller` answer a type of tools, or the tool of that name, at times."""
        self._callers[name] = caller, when

    def answers(self, tool: Tool | None) -> bool:
        return tool is not None and self._caller(tool) is not None

    async def execute(self, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
        """The outcome of any tool, of the space or of the world."""
        caller = self._caller(tool)
        return await caller(tool, arguments, context) if caller else execute(tool, arguments, context)

    def _caller(self, tool: Tool) -> Caller | None:
        caller, when = self._callers.get(tool.name) or self._callers.get(tool.tool_type) or (None, None)
        return caller if when and when() else None

    async def ask(self, call: ToolCall, tool: Tool, context: ToolContext) -> Outcome:
        """What the world answers to a model's call."""
        arguments = arguments_of(call)
        return arguments if isinstance(arguments, Outcome) else await self.execute(tool, arguments, context)


async def unless(cancelled: asyncio.Event, asked: Mapping[int, Awaitable[Outcome]]) -> dict[int, Outcome]:
    """What was asked, all at once; what is not answered when `cancelled` is set has failed."""
    tasks = {number: asyncio.ensure_future(one) for number, one in asked.items()}
    watching = asyncio.ensure_future(cancelled.wait())
    try:
        while waiting := [task for task in tasks.values() if not task.done()]:
            await asyncio.wait([watching, *waiting], return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                break
        return {
            number: task.result() if task.done() else failed("", STOPPED) for number, task in tasks.items()
        }
    finally:
        for task in (watching, *tasks.values()):
            task.cancel()
        await asyncio.gather(watching, *tasks.values(), return_exceptions=True)

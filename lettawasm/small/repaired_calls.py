"""Calls that a model wrote into its text although it could have made them, found and made."""

from collections.abc import AsyncIterator

from ..model import ModelEvent, ModelInfo, ModelRequest
from ..ports import Provider
from .asking import asked
from .reading import FreeReading


class RepairedCalls:
    """Implements `ports.Provider` over one that takes tools. Where a model makes its calls as it should, all it does
    is look at the beginnings of lines.
    """

    def __init__(self, inner: Provider) -> None:
        self._inner = inner

    async def models(self) -> list[ModelInfo]:
        return await self._inner.models()

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        if not request.tools or request.tool_choice == "none":
            return self._inner.stream(request)
        offered = {tool.name: tool for tool in request.tools}
        return asked(self._inner, request, lambda: FreeReading(offered))

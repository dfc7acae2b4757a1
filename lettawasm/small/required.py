"""For llama.cpp, which can be made to call some tool, but takes the name of the one to call for `auto`."""

from collections.abc import AsyncIterator
from dataclasses import replace

from ..model import ModelEvent, ModelInfo, ModelRequest
from ..ports import Provider


class RequiredCalls:
    """Implements `ports.Provider`: where one tool has to be called, it is the only one, and required."""

    def __init__(self, inner: Provider) -> None:
        self._inner = inner

    async def models(self) -> list[ModelInfo]:
        return await self._inner.models()

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        chosen = tuple(tool for tool in request.tools if tool.name == request.tool_choice)
        if chosen:
            request = replace(request, tools=chosen, tool_choice="required")
        return self._inner.stream(request)

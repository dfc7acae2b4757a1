"""A provider whose code comes when it is first asked: a first answer never waits for it."""

from collections.abc import AsyncIterator, Awaitable, Callable

from ..cancelling import closing
from ..model import ModelEvent, ModelInfo, ModelRequest
from ..ports import Provider


class ArrivingProvider:
    """Implements `ports.Provider`. `make` may import what `arrival` brings."""

    def __init__(self, arrival: Callable[[], Awaitable[None]], make: Callable[[], Provider]) -> None:
        self._arrival, self._make = arrival, make
        self._made: Provider | None = None

    async def made(self) -> Provider:
        if self._made is None:
            await self._arrival()
            self._made = self._make()
        return self._made

    async def models(self) -> list[ModelInfo]:
        return await (await self.made()).models()

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        async with closing((await self.made()).stream(request)) as events:
            async for event in events:
                yield event

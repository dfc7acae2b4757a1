"""A line to an isolate in which tools run: a WebSocket, behind what the sandbox asks of a cell."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import js
from pyodide.ffi import JsException, create_proxy, to_js

from ...sandbox import CellEnded
from ...sandbox.wire import MOST

_UPGRADE = {"headers": {"Upgrade": "websocket"}}


class Line:
    """Implements `sandbox.Cell`. It hears no more than one job may say, as nothing here can slow down who talks."""

    def __init__(self, socket: Any, end: Callable[[], object]) -> None:
        self._socket, self._end = socket, end
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = MOST
        self._listeners = {"message": create_proxy(self._hear), "close": create_proxy(self._hang_up)}
        for event, listener in self._listeners.items():
            socket.addEventListener(event, listener)
        socket.accept()

    @classmethod
    async def to(cls, service: Any, path: str, end: Callable[[], object] = lambda: None) -> "Line":
        """`end` does what else it takes to end what hangs there. Raises CellEnded where nobody answers."""
        try:
            options = to_js(_UPGRADE, dict_converter=js.Object.fromEntries)
            response = await service.fetch(f"http://tools/{path}", options)
        except JsException as error:
            raise CellEnded(f"The sandbox can't be reached: {error.message}") from None
        if not response.webSocket:
            raise CellEnded(f"The sandbox did not start (it answered with {response.status}).")
        return cls(response.webSocket, end)

    async def send(self, text: str) -> None:
        try:
            self._socket.send(text)
        except JsException:
            raise CellEnded from None

    async def receive(self) -> str:
        text = await self._heard.get()
        if text is None:
            raise CellEnded
        return text

    def kill(self) -> None:
        self.close()
        self._end()

    def close(self) -> None:
        """Hang up, when all is said."""
        listeners, self._listeners = self._listeners, {}
        for event, listener in listeners.items():
            self._socket.removeEventListener(event, listener)
            listener.destroy()
        with suppress(JsException):  # it may be closed
            self._socket.close()

    def _hear(self, event: Any) -> None:
        self._room -= len(event.data)
        if self._room < 0:
            self._hang_up(event)
        else:
            self._heard.put_nowait(event.data)

    def _hang_up(self, _event: Any) -> None:
        self._heard.put_nowait(None)

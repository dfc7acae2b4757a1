"""The wire to an engine of this tab, which JavaScript starts."""

import asyncio
from typing import Any

from pyodide.ffi import JsException, create_proxy

from ..engines.port import EngineError, Hear, Wire
from ..engines.provider import EngineProvider


def engine_of(name: str, connect: Any) -> EngineProvider:
    """`connect` takes the engine's name and a function that hears; it resolves to an end to send to and to close."""

    async def connected(hear: Hear) -> Wire:
        heard = create_proxy(hear)
        try:
            return JsWire(await connect(name, heard), heard)
        except JsException as error:
            heard.destroy()
            raise EngineError(
                "unreachable", f"{name} can't be started in this tab: {error.message}"
            ) from None

    return EngineProvider(name, connected)


class JsWire:
    """Implements `engines.port.Wire`."""

    def __init__(self, end: Any, heard: Any) -> None:
        self._end, self._heard = end, heard

    def send(self, text: str) -> None:
        self._end.send(text)

    def close(self) -> None:
        self._end.close()
        asyncio.get_running_loop().call_soon(self._heard.destroy)  # it may be what calls this
